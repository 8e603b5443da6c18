import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisTenant, type RedisTenant } from "#tests/contract-suite/redis-tenant.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof redisTenant>[0];

describe.skipIf(findRedisBinary() === null)("inspection", () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedisServer({ maxmemory: "128mb" });
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await server.remove();
  });

  async function drifted(change: (tenant: RedisTenant) => Promise<unknown>): Promise<unknown[]> {
    const tenant = redisTenant(type, server.url, { parameters: { memoryMegabytes: 1, connectionLimit: 2 } });
    await tenant.build();
    expect(await type.inspect(tenant.context())).toMatchObject({ exists: true, facts: { isOn: true }, drift: [] });
    await change(tenant);
    const { drift = [] } = await type.inspect(tenant.context());
    await type.destroy(tenant.context());
    return drift.map(({ what }) => what);
  }

  it("reports a cache that outgrew its memory, and one that is too busy", async () => {
    const grow = async (tenant: RedisTenant) => admin.set(`${tenant.keyPrefix}large`, Buffer.alloc(2_000_000));
    expect(await drifted(grow)).toEqual(["memory within its limit"]);
    const crowd = async (tenant: RedisTenant) => Promise.all([tenant.login(), tenant.login(), tenant.login()]);
    expect(await drifted(crowd)).toEqual(["connections within their limit"]);
  });

  it.each<[string, string[], string[]]>([
    ["another key pattern", ["~other:*"], ["key pattern"]],
    ["all channels", ["allchannels"], ["channel pattern"]],
    ["no password", ["nopass"], ["password needed"]],
    ["a second password", [`#${"0".repeat(64)}`], ["one password at most"]],
    ["a dangerous command", ["+flushall"], ["dangerous commands permitted"]],
  ])("reports a user that somebody gave %s", async (_what, rules, expected) => {
    const change = (tenant: RedisTenant) => admin.call("ACL", "SETUSER", String(tenant.fields.username), ...rules);
    expect(await drifted(change)).toEqual(expect.arrayContaining(expected));
  });

  it("repairs the rules, and the delivered password lets in as before", async () => {
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    const client = await tenant.login();
    const change = ["allkeys", "allchannels", "+@all", "(+@all ~*)"];
    await admin.call("ACL", "SETUSER", String(tenant.fields.username), ...change);
    expect(await client.call("DBSIZE")).toEqual(expect.any(Number));
    await type.repair?.(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ drift: [] });
    await expect(client.call("DBSIZE")).rejects.toThrow("NOPERM");
    client.disconnect();
    const again = await tenant.login();
    expect(await again.set(`${tenant.keyPrefix}kept`, "1")).toBe("OK");
    again.disconnect();
    await type.destroy(tenant.context());
  });

  it("leaves a user that is off so when it repairs, and one that is not ours alone", async () => {
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    await type.revoke(tenant.context());
    await type.repair?.(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ facts: { isOn: false }, drift: [] });
    await type.destroy(tenant.context());
    await admin.call("ACL", "SETUSER", String(tenant.fields.username), "on");
    await expect(type.repair?.(tenant.context())).rejects.toMatchObject({ code: "backend_conflict" });
    await admin.call("ACL", "DELUSER", String(tenant.fields.username));
  });

  it("tells since when the newest connection is open, what it holds and what of that was granted", async () => {
    const tenant = redisTenant(type, server.url, { parameters: { memoryMegabytes: 1, connectionLimit: 2 } });
    await tenant.build();
    const { usage: quiet } = await type.inspect(tenant.context());
    expect(quiet).toMatchObject({ connections: 0, lastConnectedAt: null });
    const client = await tenant.login();
    await client.set(`${tenant.keyPrefix}one`, "1");
    const { usage } = await type.inspect(tenant.context());
    client.disconnect();
    expect(Math.abs(Date.now() - Date.parse(usage?.lastConnectedAt ?? ""))).toBeLessThan(10_000);
    expect(usage?.measures).toEqual([
      { label: "Memory", value: expect.any(Number), unit: "bytes", limit: 1_000_000 },
      { label: "Keys", value: 1, unit: "count" },
      { label: "Connections", value: 1, unit: "count", limit: 2 },
    ]);
    await type.destroy(tenant.context());
  });

  it("lists the users that bear our marker and no other of a like name", async () => {
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    const username = String(tenant.fields.username);
    await admin.call("ACL", "SETUSER", `${username}9`, "on", "(~latchkey:res_x +get)");
    const { backend, signal, resource } = tenant.context();
    const { resourceId, name, generation } = resource;
    expect(await type.listOwned?.({ backend, signal })).toEqual([
      { kind: "user", name: username, resourceId, identity: { name, team: "", environment: "", generation } },
    ]);
    await admin.call("ACL", "DELUSER", `${username}9`);
    await type.destroy(tenant.context());
  });

  it("verifies away what somebody changed", async () => {
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    await admin.call("ACL", "SETUSER", String(tenant.fields.username), "allkeys", "allchannels", "nopass", "+@all");
    await type.verify(tenant.context());
    expect(await type.inspect(tenant.context())).toMatchObject({ drift: [] });
    await type.destroy(tenant.context());
  });
});

describe.skipIf(findRedisBinary() === null)("a server", () => {
  it("that lets strangers in is refused", async () => {
    await using server = await startRedisServer({ aclfile: "" });
    const tenant = redisTenant(type, `redis://127.0.0.1:${server.port}`, { settings: { persistence: "none" } });
    await expect(tenant.build()).rejects.toMatchObject({ code: "backend_refused", message: /without a password/ });
    expect(tenant.delivered).toEqual([]);
  });

  it("that runs as a cluster is refused", async () => {
    await using server = await startRedisServer({ "cluster-enabled": "yes" });
    await expect(redisTenant(type, server.url).build()).rejects.toMatchObject({
      code: "backend_refused",
      message: /cluster/,
    });
  });

  it("without maxmemory fails verification where the back end is strict about it, and is drift elsewhere", async () => {
    await using server = await startRedisServer();
    const strict = redisTenant(type, server.url, { settings: { maxmemory: "strict" } });
    await expect(strict.build()).rejects.toMatchObject({ code: "verification_failed", message: /no maxmemory/ });
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    const { drift } = await type.inspect(tenant.context());
    expect(drift).toEqual([{ what: "server's memory is bounded", expected: true, found: false, beyondRepair: true }]);
  });

  it("that refuses the admin says so, without the password in the error or its cause", async () => {
    await using server = await startRedisServer();
    const url = server.url.replace(server.password, "not-the-password");
    const error: unknown = await redisTenant(type, url)
      .build()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "backend_refused", message: /admin password/ });
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("not-the-password");
  });
});
