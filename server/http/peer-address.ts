import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

const headerKey = Symbol.for("latchkey.peer-header");

/**
 * Stamps every incoming call with the address of its socket, which a route handler cannot see otherwise.
 *
 * The header's name is random per process, so that no caller can send it. Idempotent.
 */
export function stampPeerAddress(): void {
  const holder = globalThis as { [headerKey]?: string };
  if (holder[headerKey] !== undefined) return;
  const name = `x-latchkey-peer-${randomBytes(12).toString("hex")}`;
  holder[headerKey] = name;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[name] = request.socket.remoteAddress ?? "";
  });
}

/** The address of the socket that the call came over, or null in a process that does not stamp. */
export function peerAddressOf(headers: Headers): string | null {
  const name = (globalThis as { [headerKey]?: string })[headerKey];
  return (name !== undefined && headers.get(name)) || null;
}
