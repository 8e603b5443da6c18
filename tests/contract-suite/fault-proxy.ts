import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy that fails on purpose. */
export interface FaultProxy {
  readonly port: number;
  /** How many answers of the back end came by. */
  readonly answers: number;
  /** How many connections were opened. */
  readonly connections: number;
  close(): Promise<void>;
}

/** What the proxy does instead of passing on answer number `at`, and from then on. */
export interface Fault {
  readonly kind: "cut" | "silence";
  readonly at: number;
}

/**
 * Stands between a client and its back end and, at the fault's answer, cuts both sides or falls silent: the back end has
 * then done what the client never hears of.
 */
export async function openFaultProxy(
  upstream: { readonly host: string; readonly port: number },
  fault?: Fault,
): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let answers = 0;
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    keep(sockets, client);
    const server = keep(sockets, connect(upstream.port, upstream.host));
    client.pipe(server);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
    server.on("data", (chunk) => {
      answers += 1;
      if (fault === undefined || answers < fault.at) client.write(chunk);
      else if (fault.kind === "cut" && answers === fault.at) client.destroy();
      else if (fault.kind === "cut") client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get answers() {
      return answers;
    },
    get connections() {
      return connections;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function keep(sockets: Set<Socket>, socket: Socket): Socket {
  sockets.add(socket);
  socket.on("error", () => undefined);
  socket.on("close", () => sockets.delete(socket));
  return socket;
}
