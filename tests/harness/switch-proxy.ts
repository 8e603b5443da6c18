import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a back end that can be taken away and given back. */
export interface SwitchProxy {
  readonly port: number;
  /** Cuts every connection and refuses new ones. */
  down(): void;
  /** Keeps every connection open and passes on nothing, as a network that swallows packets does. */
  silence(): void;
  up(): void;
  close(): Promise<void>;
}

/** Stands between a worker and a back end on loopback. */
export async function openSwitchProxy(port: number, host = "127.0.0.1"): Promise<SwitchProxy> {
  const sockets = new Set<Socket>();
  let mode: "up" | "down" | "silent" = "up";
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client);
    if (mode === "down") client.destroy();
    if (mode !== "up") return;
    const upstream = keep(connect(port, host));
    const pass = (from: Socket, to: Socket) => {
      from.on("data", (chunk) => mode === "up" && to.write(chunk));
      from.on("close", () => to.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    down() {
      mode = "down";
      cut();
    },
    silence() {
      mode = "silent";
    },
    up() {
      mode = "up";
      cut();
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
