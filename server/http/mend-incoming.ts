import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

const holderKey = Symbol.for("latchkey.mends-incoming");

/**
 * Mends calls that Next would answer with a bare 500: paths that decode to no text, and TRACE.
 *
 * They get the ordinary answers of their address then: not found, not signed in, not allowed. Idempotent.
 */
export function mendIncoming(): void {
  const holder = globalThis as { [holderKey]?: true };
  if (holder[holderKey]) return;
  holder[holderKey] = true;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.url !== undefined) request.url = mendPath(request.url);
    // No Request of the fetch standard can carry TRACE; a method that nobody knows is refused by every route.
    if (request.method === "TRACE") request.method = "UNTRACEABLE";
  });
}

/** Lets every percent sign of a path that decodes to no text stand for itself; the query stays as it is. */
export function mendPath(url: string): string {
  if (!url.includes("%")) return url;
  const [path = "", ...query] = url.split("?");
  const mended = path
    .split("/")
    .map((segment) => (isDecodable(segment) ? segment : segment.replaceAll("%", "%25")))
    .join("/");
  return [mended, ...query].join("?");
}

function isDecodable(segment: string): boolean {
  try {
    decodeURIComponent(segment);
    return true;
  } catch {
    return false;
  }
}
