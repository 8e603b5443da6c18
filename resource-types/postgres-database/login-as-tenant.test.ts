import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { loginAsTenant } from "./login-as-tenant.ts";

const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((each) => each()));

/** Answers every start-up message with one authentication request and records what comes after it. */
async function serverThatAsks(method: number, extra: Buffer = Buffer.alloc(0)) {
  const after: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      const head = Buffer.from([0x52, 0, 0, 0, 8 + extra.length, 0, 0, 0, method]);
      socket.write(Buffer.concat([head, extra]));
      socket.on("data", (chunk: Buffer) => after.push(chunk));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUp.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, received: () => Buffer.concat(after).toString("latin1") };
}

function login(port: number, signal = new AbortController().signal) {
  return loginAsTenant({
    settings: { host: "127.0.0.1", port, sslmode: "disable", isolation: "report" },
    database: "orders",
    username: "orders_g1",
    password: Secret.fromText("canary-0123456789"),
    signal,
  });
}

describe("a probe login", () => {
  it.each([
    ["in clear", 3, Buffer.alloc(0)],
    ["by MD5", 5, Buffer.from([1, 2, 3, 4])],
  ])("sends nothing to a server that asks for the password %s, and says what to set", async (_how, method, extra) => {
    const server = await serverThatAsks(method, extra);
    await expect(login(server.port)).rejects.toMatchObject({
      code: "backend_refused",
      message: expect.stringContaining("scram-sha-256"),
    });
    expect(server.received()).toBe("");
  });

  it("ends at once when its signal aborts while the server is silent", async () => {
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanUp.push(() => server.close());
    const started = performance.now();
    const { port } = server.address() as AddressInfo;
    await expect(login(port, AbortSignal.timeout(50))).rejects.toMatchObject({ code: "aborted" });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("is retried when nobody listens", async () => {
    await expect(login(1)).rejects.toMatchObject({ code: "backend_unavailable", retryable: true });
  });
});
