import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** AMQP and the management API of a broker behind one port, so that one proxy can fail for both. */
export interface OnePort {
  readonly port: number;
  close(): Promise<void>;
}

/** In both protocols the client speaks first, and AMQP begins with its own name. */
export async function openOnePort(amqp: { host: string; port: number }, api: typeof amqp): Promise<OnePort> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    keep(client).once("data", (chunk) => {
      const { host, port } = chunk.subarray(0, 4).toString("latin1") === "AMQP" ? amqp : api;
      const upstream = keep(connect({ host, port, noDelay: true }));
      client.on("close", () => upstream.destroy());
      upstream.on("close", () => client.destroy());
      upstream.write(chunk);
      client.pipe(upstream);
      upstream.pipe(client);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
