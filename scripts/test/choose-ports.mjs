import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Gives distinct TCP ports of loopback that are free now.
 *
 * @param {number} count
 * @returns {Promise<readonly number[]>}
 */
export async function choosePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

async function listen() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}
