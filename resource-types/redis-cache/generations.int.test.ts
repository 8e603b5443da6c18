import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { redisTenant } from "#tests/contract-suite/redis-tenant.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof redisTenant>[0];

describe.skipIf(findRedisBinary() === null)("generations", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer({ maxmemory: "128mb" });
  });
  afterAll(() => server.remove());

  const twoOf = (resource = newResource()) =>
    [
      redisTenant(type, server.url, { resource }),
      redisTenant(type, server.url, { resource: { ...resource, generation: 2 } }),
    ] as const;

  it("share their keys, and the first one ends alone", async () => {
    const [first, second] = twoOf();
    await first.build();
    const old = await first.login();
    await old.set(`${first.keyPrefix}greeting`, "hello");
    await second.build();
    const fresh = await second.login();
    expect(await fresh.get(`${second.keyPrefix}greeting`)).toBe("hello");
    await type.revoke(first.context());
    await expect(old.ping()).rejects.toThrow(/closed|reset/i);
    expect(await fresh.ping()).toBe("PONG");
    const keys = expect.objectContaining({ label: "Keys", value: 1 });
    expect(await type.inspect(second.context())).toMatchObject({
      drift: [],
      usage: { measures: expect.arrayContaining([keys]) },
    });
    await type.destroy(first.context());
    await expect(fresh.ping()).rejects.toThrow(/closed|reset/i);
    expect(await type.inspect(second.context())).toMatchObject({ exists: false, facts: { users: [] } });
  });

  it("are taken back without touching the one in use", async () => {
    const [first, second] = twoOf();
    await first.build();
    const session = await first.login();
    await session.set(`${first.keyPrefix}greeting`, "hello");
    await type.apply("create-user", second.context());
    await type.undo("create-user", second.context());
    expect(await session.get(`${first.keyPrefix}greeting`)).toBe("hello");
    session.disconnect();
    await type.destroy(first.context());
  });

  it("are destroyed with binary keys, with many keys, and with nobody else's", async () => {
    const [tenant] = twoOf();
    const [neighbour] = twoOf();
    await Promise.all([tenant.build(), neighbour.build()]);
    const [client, theirs] = [await tenant.login(), await neighbour.login()];
    await client.set(Buffer.concat([Buffer.from(tenant.keyPrefix), Buffer.from([0xff, 0xfe, 0x00, 0x0a])]), "1");
    const pipeline = client.pipeline();
    for (let index = 0; index < 5_000; index += 1) pipeline.set(`${tenant.keyPrefix}${index}`, "1");
    await pipeline.exec();
    await theirs.set(`${neighbour.keyPrefix}kept`, "1");
    expect(await type.destroy(tenant.context())).toMatchObject({
      deletedKeys: 5_001,
      connectionsEnded: 1,
      catalogue: [],
    });
    expect(await theirs.get(`${neighbour.keyPrefix}kept`)).toBe("1");
    theirs.disconnect();
    const admin = new Redis(server.url);
    expect(await admin.keys(`${tenant.keyPrefix}*`)).toEqual([]);
    admin.disconnect();
  });
});
