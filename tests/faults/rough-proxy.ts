import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";

interface Roughness {
  /** Added to every answer. */
  readonly latencyMs: number;
  /** Of the connections, so many are reset after one of their answers. */
  readonly resetShare: number;
  /** In [0, 1). */
  random(): number;
}

/** A TCP proxy before a back end that is slow and loses connections. */
export interface RoughProxy extends AsyncDisposable {
  readonly port: number;
  readonly connections: number;
  readonly resets: number;
}

/** A connection that is to be reset goes with one of its first answers: the back end has then done what was asked. */
const answersUntilReset = 8;

/** Starts such a proxy; the answers of a connection stay in their order. */
export async function startRoughProxy(
  upstream: { readonly host: string; readonly port: number },
  { latencyMs, resetShare, random }: Roughness,
): Promise<RoughProxy> {
  const sockets = new Set<Socket>();
  const counted = { connections: 0, resets: 0 };
  const keep = (socket: Socket) => {
    sockets.add(socket.on("error", () => undefined).on("close", () => sockets.delete(socket)));
    return socket;
  };
  const server = createServer((client) => {
    counted.connections += 1;
    const backend = connect(upstream.port, upstream.host);
    keep(client).pipe(keep(backend));
    client.on("close", () => backend.destroy());
    let left = random() < resetShare ? Math.ceil(random() * answersUntilReset) : Number.POSITIVE_INFINITY;
    let turn: Promise<unknown> = Promise.resolve();
    backend.on("data", (chunk) => {
      left -= 1;
      if (left === 0) counted.resets += 1;
      if (left <= 0) return void client.resetAndDestroy();
      turn = turn.then(() => setTimeout(latencyMs)).then(() => client.write(chunk));
    });
    backend.on("close", () => void turn.then(() => client.destroy()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return counted.connections;
    },
    get resets() {
      return counted.resets;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
