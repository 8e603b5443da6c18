import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** What was answered, whatever the status. */
export interface WireAnswer {
  readonly code: number;
  readonly body: Buffer;
}

/** A request; `ca` is for TLS. */
export interface Wire {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly ca?: Buffer;
}

const patienceMs = 15_000;
const answerBytesMax = 32 * 1024 * 1024;

/**
 * Sends one request on a connection of its own and reads the whole answer; ends at once when the signal aborts.
 *
 * @throws what the connection failed by, also when no answer came within 15 s or it was cut
 */
export async function sendRequest(url: URL, options: Wire, signal: AbortSignal): Promise<WireAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
  const { body = Buffer.alloc(0), headers, ...rest } = options;
  const open = url.protocol === "https:" ? httpsRequest : httpRequest;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  // The answerer leaves the end of the connection to us: one that it ends looks like one that was cut.
  const all = { ...headers, "user-agent": "latchkey", connection: "keep-alive", "content-length": String(body.length) };
  const req = open(url, { agent: false, ...rest, headers: all, signal: limit }, (res) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    res.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > answerBytesMax) res.destroy(new Error("The answer is too long."));
      else chunks.push(chunk);
    });
    res.on("error", reject);
    res.on("aborted", () => reject(new Error("The answer was cut.")));
    res.on("end", () => resolve({ code: res.statusCode ?? 0, body: Buffer.concat(chunks) }));
  });
  req.on("error", reject);
  req.end(body);
  return promise;
}
