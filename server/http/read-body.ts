import { AppError } from "#domain/errors/app-error.ts";

/** The largest body that any route takes. */
export const bodyBytesMax = 64 * 1024;
const bodySecondsMax = 10;

/** What a body may be sent as. */
export type BodyMediaType = "application/json" | "application/x-www-form-urlencoded";

/**
 * Reads a body of at most 64 KB of UTF-8 text of that type; gives an empty string where there is none.
 *
 * Stops at the first byte too many, whatever Content-Length says, and after ten seconds.
 * @throws payload_too_large, unsupported_media_type, malformed_body
 */
export async function readBody(request: Request, mediaType: BodyMediaType = "application/json"): Promise<string> {
  const bytes = await readRawBody(request);
  if (bytes.length === 0) return "";
  assertType(request.headers, mediaType);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError("malformed_body", "The body is not valid UTF-8.", { cause });
  }
}

/**
 * Reads the bytes of a body as they came, at most 64 KB of them and for at most ten seconds.
 *
 * @throws payload_too_large, malformed_body
 */
export async function readRawBody(request: Request): Promise<Buffer> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytesMax) throw tooLarge();
  return request.body === null ? Buffer.alloc(0) : readBytes(request.body);
}

function assertType(headers: Headers, mediaType: BodyMediaType): void {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== mediaType) {
    throw new AppError("unsupported_media_type", `Send the body as ${mediaType}.`);
  }
  const encoding = headers.get("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") {
    throw new AppError("unsupported_media_type", "Send the body without a Content-Encoding.");
  }
}

async function readBytes(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const reader = body.getReader();
  const timer = setTimeout(() => void reader.cancel(tooSlow()).catch(() => undefined), bodySecondsMax * 1000);
  const startedAt = performance.now();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (performance.now() - startedAt >= bodySecondsMax * 1000) throw tooSlow();
      if (done) return Buffer.concat(chunks, length);
      length += value.length;
      if (length > bodyBytesMax) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error instanceof AppError ? error : new AppError("malformed_body", "The body broke off.", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(): AppError {
  return new AppError("payload_too_large", `The body may have ${bodyBytesMax} bytes at most.`, {
    details: { bytesMax: bodyBytesMax },
  });
}

function tooSlow(): AppError {
  return new AppError("malformed_body", `The body did not arrive within ${bodySecondsMax} seconds.`);
}
