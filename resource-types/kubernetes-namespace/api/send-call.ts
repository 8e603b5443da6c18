import { request, type RequestOptions } from "node:https";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import { mapTransportError } from "./map-api-error.ts";

/** A call on the API server. */
export interface ApiOrder {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path with query. */
  readonly path: string;
  readonly body?: object;
  readonly contentType?: string;
}

/** What the API server answered. */
export interface ApiAnswer {
  readonly code: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | null;
}

interface Wire {
  readonly server: string;
  readonly options: RequestOptions;
  readonly signal: AbortSignal;
}

const patienceMs = 15_000;
const answerBytesMax = 8 * 1024 * 1024;
const bodySchema = z.record(z.string(), z.unknown());

/**
 * Sends one call and gives its answer, whatever the status; ends at once when the signal aborts.
 *
 * @throws backend_unavailable without an answer within 15 s, backend_refused when TLS fails, aborted
 */
export async function sendCall(order: ApiOrder, { server, options, signal }: Wire): Promise<ApiAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const text = order.body === undefined ? "" : JSON.stringify(order.body);
  const headers = {
    ...(options.headers as Record<string, string> | undefined),
    // The keys of the issuer of tokens have a type of their own.
    accept: "application/json, */*",
    "user-agent": "latchkey",
    ...(text === "" ? {} : { "content-type": order.contentType ?? "application/json" }),
    // Node sends the body of a DELETE without any length of its own accord.
    "content-length": String(Buffer.byteLength(text)),
  };
  try {
    signal.throwIfAborted();
    const url = new URL(`${server.replace(/\/$/, "")}${order.path}`);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const req = request(url, { ...options, method: order.method, headers, signal: limit }, (res) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      res.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytesMax) res.destroy(new Error("The answer is too long."));
        else chunks.push(chunk);
      });
      res.on("error", reject);
      res.on("aborted", () => reject(new Error("The answer was cut.")));
      res.on("end", () => {
        try {
          const after = Number(res.headers["retry-after"] ?? "");
          const retryAfterSeconds = after > 0 ? after : null;
          resolve({ code: res.statusCode ?? 0, body: readBody(chunks), retryAfterSeconds });
        } catch (error) {
          reject(error);
        }
      });
    });
    req.on("error", reject);
    req.end(text);
    return await promise;
  } catch (error) {
    throw mapTransportError(error, signal);
  }
}

function readBody(chunks: readonly Buffer[]): ApiAnswer["body"] {
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return {};
  try {
    return bodySchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      "backend_unavailable",
      "The address of the cluster does not answer as a Kubernetes API server.",
      {
        cause,
      },
    );
  }
}
