import { request as requestPlain, type Agent } from "node:http";
import { request as requestTls } from "node:https";
import { mapTransportError } from "./map-api-error.ts";

/** A call on the management API. */
export interface ApiOrder {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below `/api`, with query; names in it are escaped already. */
  readonly path: string;
  readonly body?: object;
}

/** What the management API answered. */
export interface ApiAnswer {
  readonly code: number;
  /** Parsed JSON; null when there is none. */
  readonly body: unknown;
  /** The broker's clock, from the answer's head. */
  readonly at: Date;
}

/** What carries a call. */
export interface Wire {
  readonly base: string;
  readonly authorization: string;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

const readPatienceMs = 15_000;
/** The broker waits up to 45 s for a virtual host to start on all its nodes before it answers. */
const changePatienceMs = 60_000;
const answerBytesMax = 32 * 1024 * 1024;

/**
 * Sends one call and gives its answer, whatever the status; ends at once when the signal aborts.
 *
 * @throws backend_unavailable without an answer in time, backend_refused when TLS fails, aborted
 */
export async function sendCall(order: ApiOrder, { base, authorization, agent, signal }: Wire): Promise<ApiAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
  const text = order.body === undefined ? "" : JSON.stringify(order.body);
  const headers = {
    authorization,
    // Some resources of the API refuse to be deleted by who names a type.
    accept: "*/*",
    "user-agent": "latchkey",
    ...(text === "" ? {} : { "content-type": "application/json" }),
    // Node sends the body of a DELETE without any length of its own accord.
    "content-length": String(Buffer.byteLength(text)),
  };
  try {
    signal.throwIfAborted();
    const url = new URL(`${base}/api${order.path}`);
    const patienceMs = order.method === "GET" ? readPatienceMs : changePatienceMs;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
    const request = url.protocol === "https:" ? requestTls : requestPlain;
    const req = request(url, { agent, method: order.method, headers, signal: limit }, (res) => {
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
        const code = res.statusCode ?? 0;
        resolve({ code, body: readBody(chunks), at: new Date(res.headers.date ?? Date.now()) });
      });
    });
    req.on("error", reject);
    req.end(text);
    return await promise;
  } catch (error) {
    throw mapTransportError(error, signal);
  }
}

/** What is no JSON is nothing that the management API says. */
function readBody(chunks: readonly Buffer[]): unknown {
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    return null;
  }
}
