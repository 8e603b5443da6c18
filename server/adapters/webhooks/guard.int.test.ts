import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer as createSecureServer } from "node:https";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { checkWebhookUrl } from "#server/adapters/webhooks/check-webhook-url.ts";
import { readAllowedNetworks } from "#server/adapters/webhooks/denied-networks.ts";
import { openPost } from "#server/adapters/webhooks/post-webhook.ts";
import { resolveByDns } from "#server/adapters/webhooks/resolve-host.ts";
import { hostileWebhookUrls } from "#tests/factories/hostile-webhook-urls.ts";
import { openDnsServer } from "#tests/harness/dns-server.ts";
import { createAuthority } from "#tests/kubernetes-double/authority.ts";
import { openWebhookReceiver } from "#tests/harness/webhook-receiver.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

const message = { headers: { "webhook-id": "evt_x" }, body: Buffer.from("{}") };

/** Listens on every address of this machine, both families, and counts who comes; also counts what this process opens. */
async function openTrap(): Promise<{ port: number; came: () => number; opened: () => number }> {
  let came = 0;
  let opened = 0;
  const server = createServer((socket) => {
    came += 1;
    socket.destroy();
  });
  server.listen(0, "::");
  await once(server, "listening");
  const count = () => {
    opened += 1;
  };
  subscribe("net.client.socket", count);
  onTestFinished(() => {
    unsubscribe("net.client.socket", count);
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, came: () => came, opened: () => opened };
}

test("N27: no hostile URL leads to a connection: not at save, and not at connect", async () => {
  const trap = await openTrap();
  const anyName = await openDnsServer((_, family) => (family === 4 ? ["127.0.0.1"] : ["::1"]));
  // The port of the trap is one of https here, so that nothing but the host is in its way.
  const rules = { allowed: readAllowedNetworks(""), ports: [443, 8443, trap.port] };
  const post = openPost({ ...rules, resolve: resolveByDns([anyName.server]) });
  const urls = hostileWebhookUrls.map((url) => url.replaceAll("PORT", String(trap.port)));
  expect(urls.length).toBeGreaterThanOrEqual(60);
  const taken: string[] = [];
  for (const url of urls) {
    if (typeof checkWebhookUrl(url, rules) !== "string") taken.push(url);
    expect(await post({ ...message, url })).toMatchObject({ status: null, reason: expect.stringContaining("refused") });
  }
  expect(taken).toEqual([]);
  expect([trap.opened(), trap.came()]).toEqual([0, 0]);
  // The trap is one: whoever may come there does.
  const open = openPost({ allowed: readAllowedNetworks("127.0.0.0/8"), ports: [], resolve: resolveByDns() });
  await open({ ...message, url: `http://127.0.0.1:${trap.port}/` });
  expect([trap.opened(), trap.came()]).toEqual([1, 1]);
  sayMachine("N27", `${urls.length} hostile URLs: 0 taken at save, 0 sockets opened, 0 connections`);
});

test("N27: a name that leads to a denied address is not called, whatever else it leads to", async () => {
  const trap = await openTrap();
  const answers: Record<string, readonly string[]> = {
    "inner.example.com": ["10.0.0.1"],
    "loop.example.com": ["127.0.0.1"],
    "mixed.example.com": ["93.184.215.14", "127.0.0.1"],
    "six.example.com": ["::1"],
    "mapped.example.com": ["::ffff:7f00:1"],
    "nat.example.com": ["64:ff9b::7f00:1"],
    "both.example.com": ["93.184.215.14", "fd00::1"],
    "meta.example.com": ["169.254.169.254"],
    "none.example.com": [],
  };
  const dns = await openDnsServer((name, family) =>
    (answers[name] ?? []).filter((address) => address.includes(":") === (family === 6)),
  );
  const rules = { allowed: readAllowedNetworks(""), ports: [443, trap.port] };
  const post = openPost({ ...rules, resolve: resolveByDns([dns.server]) });
  for (const name of Object.keys(answers)) {
    const url = `https://${name}:${trap.port}/`;
    expect(typeof checkWebhookUrl(url, rules)).toBe("object");
    const refusal = name.startsWith("none")
      ? "The host has no address."
      : "The host has an address that may not be called";
    expect(await post({ ...message, url })).toMatchObject({ status: null, reason: expect.stringContaining(refusal) });
  }
  expect(dns.asked()).toBeGreaterThanOrEqual(2 * Object.keys(answers).length);
  expect([trap.opened(), trap.came()]).toEqual([0, 0]);
  sayMachine("N27", `${Object.keys(answers).length} names with denied addresses: 0 sockets opened, 0 connections`);
});

test("N27: a name that rebinds between two answers is called where it was looked at, or not at all", async () => {
  const outer = await openWebhookReceiver("127.0.0.2");
  let denied = 0;
  const inner = createServer((socket: Socket) => {
    denied += 1;
    socket.destroy();
  });
  inner.listen(outer.port, "127.0.0.1");
  await once(inner, "listening");
  onTestFinished(() => void inner.close());
  let questions = 0;
  // TTL 0, and another answer to every question: the address that may be called, the one that may not, both.
  const dns = await openDnsServer((_, family) => {
    if (family === 6) return [];
    questions += 1;
    return [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"]][questions % 4] ?? [];
  });
  const allowed = readAllowedNetworks("127.0.0.2/32");
  const post = openPost({ allowed, ports: [], resolve: resolveByDns([dns.server]) });
  const tries = 200;
  let delivered = 0;
  for (let count = 0; count < tries; count++) {
    const { status } = await post({ ...message, url: `http://rebind.example.com:${outer.port}/` });
    if (status === 204) delivered += 1;
  }
  expect(denied).toBe(0);
  expect([questions, delivered, outer.connections()]).toEqual([tries, tries / 4, tries / 4]);
  sayMachine(
    "N27",
    `${tries} deliveries while the name rebinds (TTL 0): ${delivered} to the allowed address, 0 to the denied`,
  );
});

test("N27: a redirect is not followed, wherever it leads", async () => {
  const receiver = await openWebhookReceiver("127.0.0.2");
  const trap = await openTrap();
  const post = openPost({ allowed: readAllowedNetworks("127.0.0.2"), ports: [], resolve: resolveByDns() });
  const statuses = [300, 301, 302, 303, 305, 307, 308];
  for (const status of statuses) {
    receiver.answerWith((_, res) => void res.writeHead(status, { location: `http://127.0.0.1:${trap.port}/` }).end());
    expect(await post({ ...message, url: receiver.origin })).toMatchObject({ status });
  }
  expect([trap.opened(), trap.came()]).toEqual([statuses.length, 0]);
  sayMachine("N27", `${statuses.length} redirects: 0 followed`);
});

test("uses no proxy of the environment and no connection twice", async () => {
  const proxy = await openWebhookReceiver();
  const receiver = await openWebhookReceiver();
  for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "NODE_USE_ENV_PROXY"]) process.env[name] = proxy.origin;
  onTestFinished(() => {
    for (const name of ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "NODE_USE_ENV_PROXY"]) delete process.env[name];
  });
  const post = openPost({ allowed: readAllowedNetworks("127.0.0.1"), ports: [], resolve: resolveByDns() });
  for (let count = 0; count < 3; count++) await post({ ...message, url: `${receiver.origin}/p?q=1` });
  expect([proxy.connections(), receiver.connections()]).toEqual([0, 3]);
  expect(receiver.received[0]).toMatchObject({ path: "/p?q=1", headers: { host: `127.0.0.1:${receiver.port}` } });
});

test("is sure of the name it calls over TLS, though it connects to an address", async () => {
  const { caCertificate, serverCertificate, serverKey } = createAuthority();
  const seen: { name: string | false | null; host: string | undefined }[] = [];
  const server = createSecureServer({ cert: serverCertificate, key: serverKey }, (req, res) => {
    seen.push({ name: (req.socket as TLSSocket).servername, host: req.headers.host });
    res.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const options = {
    allowed: readAllowedNetworks("127.0.0.1"),
    ports: [],
    resolve: () => Promise.resolve(["127.0.0.1"]),
  };
  const trusting = openPost({ ...options, ca: caCertificate });
  expect(await trusting({ ...message, url: `https://localhost:${port}/` })).toMatchObject({ status: 204 });
  expect(seen).toEqual([{ name: "localhost", host: `localhost:${port}` }]);
  expect(await trusting({ ...message, url: `https://127.0.0.1:${port}/` })).toMatchObject({ status: 204 });
  expect(await trusting({ ...message, url: `https://hooks.example.com:${port}/` })).toEqual({
    status: null,
    reason: "Its certificate is for another name.",
  });
  expect(await openPost(options)({ ...message, url: `https://localhost:${port}/` })).toMatchObject({
    status: null,
    reason: expect.stringContaining("not trusted"),
  });
  expect(seen).toHaveLength(2);
});

test("reads at most 64 KB of an answer, and waits for none beyond its time", async () => {
  const receiver = await openWebhookReceiver();
  const options = { allowed: readAllowedNetworks("127.0.0.1"), ports: [], resolve: resolveByDns() };
  receiver.answerWith((_, res) => {
    res.writeHead(200);
    const flood = () => {
      while (!res.destroyed && res.write(Buffer.alloc(64 * 1024, "x")));
      res.once("drain", flood);
    };
    flood();
  });
  const flooded = await openPost(options)({ ...message, url: receiver.origin });
  expect(flooded.status === null ? 0 : flooded.body.length).toBe(64 * 1024);
  receiver.answerWith(() => undefined);
  const post = openPost({ ...options, limitMs: 200 });
  expect(await post({ ...message, url: receiver.origin })).toEqual({
    status: null,
    reason: "There was no answer in time.",
  });
  // A status that came counts, whether or not its body ever ends.
  receiver.answerWith((_, res) => void res.writeHead(202).write("on its way"));
  expect(await post({ ...message, url: receiver.origin })).toMatchObject({
    status: 202,
    body: Buffer.from("on its way"),
  });
  receiver.answerWith((_, res) => void res.writeHead(200, { "x-long": "y".repeat(40_000) }).end());
  expect(await post({ ...message, url: receiver.origin })).toMatchObject({
    status: null,
    reason: "Its answer was too long.",
  });
  receiver.answerWith(
    (_, res) => void res.socket?.end("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  );
  expect(await post({ ...message, url: receiver.origin })).toMatchObject({ status: null });
});

test.for(["10.0.0.0/99", "ten", "10.0.0.0/8 192.168.0.0/16", "10.0.0.0/x", "10.0.0/8"])(
  "refuses %j as networks",
  (text) => {
    expect(() => readAllowedNetworks(text)).toThrow("WEBHOOK_ALLOWED_NETWORKS");
  },
);

test("allows by network, in both families, and nothing beside it", () => {
  const allowed = readAllowedNetworks(" 10.20.0.0/16, fd12::/16,192.168.7.7 ");
  const has = ["10.20.255.1", "fd12::1", "192.168.7.7"].every((address) => allowed.has(address));
  const hasNot = ["10.21.0.1", "fd13::1", "192.168.7.8", "::ffff:10.20.0.1", "::ffff:a14:1", "nonsense", ""];
  expect([has, hasNot.filter((address) => allowed.has(address))]).toEqual([true, []]);
});
