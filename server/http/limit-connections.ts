import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:http";
import type { Socket } from "node:net";

const holderKey = Symbol.for("latchkey.limits-connections");

/** How long a client may take. */
interface ConnectionLimits {
  /** For the head of a call, from the connection or from the end of the answer before. */
  readonly headSeconds: number;
  /** For a whole call with its body. How long an answer takes is not counted. */
  readonly callSeconds: number;
}

const production: ConnectionLimits = { headSeconds: 10, callSeconds: 20 };

/**
 * Ends connections of clients that dribble: whose first call has no complete head within ten seconds is answered 408, whose
 * head has not begun by then is cut off, and so is what has not arrived as a whole within twenty. Node looks for the latter
 * every thirty seconds; left alone it would wait for five minutes.
 *
 * Next makes the server and gives it to nobody, so each is met at its first connection. Idempotent.
 */
export function limitConnections(limits: ConnectionLimits = production): void {
  const holder = globalThis as { [holderKey]?: true };
  if (holder[holderKey]) return;
  holder[holderKey] = true;
  const waiting = new WeakMap<Socket, NodeJS.Timeout>();
  subscribe("net.server.socket", (message) => {
    const { socket } = message as { socket: Socket & { readonly server?: unknown } };
    const { server } = socket;
    if (!(server instanceof Server)) return;
    server.headersTimeout = limits.headSeconds * 1000;
    server.requestTimeout = limits.callSeconds * 1000;
    const timer = setTimeout(() => refuse(socket), limits.headSeconds * 1000);
    waiting.set(socket, timer);
    socket.once("close", () => clearTimeout(timer));
  });
  subscribe("http.server.request.start", (message) => {
    const { socket } = message as { socket: Socket };
    clearTimeout(waiting.get(socket));
  });
}

/** A browser connects before it has anything to say: an answer to nothing would be taken for one to its next call. */
function refuse(socket: Socket): void {
  if (socket.bytesRead === 0) return void socket.destroy();
  socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  socket.destroySoon();
}
