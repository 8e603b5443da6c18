import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { newResource } from "#tests/contract-suite/open-call.ts";
import { loginToRedis, redisTenant } from "#tests/contract-suite/redis-tenant.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";
import { definition } from "./definition.ts";

const type = definition as unknown as Parameters<typeof redisTenant>[0];
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error.message.split(" ")[0],
  );

describe.skipIf(findRedisBinary() === null)("users", () => {
  it("outlive the server's sudden end, and an ended one stays ended", async () => {
    await using server = await startRedisServer();
    const [kept, revoked, destroyed] = [
      redisTenant(type, server.url),
      redisTenant(type, server.url),
      redisTenant(type, server.url),
    ];
    for (const each of [kept, revoked, destroyed]) await each.build();
    await type.revoke(revoked.context());
    await type.destroy(destroyed.context());
    await server.kill();
    await server.start();
    (await kept.login()).disconnect();
    expect(await refusal(revoked.login())).toBe("WRONGPASS");
    expect(await refusal(destroyed.login())).toBe("WRONGPASS");
    expect(await type.inspect(revoked.context())).toMatchObject({ exists: true, facts: { isOn: false } });
    expect(await type.inspect(destroyed.context())).toMatchObject({ exists: false });
  });

  it("are blocked for good before a revocation is proven, whenever the server ends", async () => {
    await using server = await startRedisServer();
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    for (const point of ["redis.after-first-block", "redis.after-positive-control"]) {
      const failpoint = async (at: string) => {
        if (at === point) await server.kill();
      };
      await expect(type.revoke(tenant.context({ failpoint }))).rejects.toMatchObject({ code: "backend_unavailable" });
      await server.start();
      expect(await refusal(tenant.login()), point).toBe("WRONGPASS");
    }
  });

  it("go to the configuration file where there is no ACL file", async () => {
    await using server = await startRedisServer();
    const config = join(server.directory, "redis.conf");
    await server.stop();
    await writeFile(config, `port ${server.port}\nbind 127.0.0.1\nuser default on >${server.password} ~* &* +@all\n`);
    await server.startFrom(config);
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    expect(await type.revoke(tenant.context())).toMatchObject({ persistence: "CONFIG REWRITE" });
    expect(await readFile(config, "utf8")).toMatch(new RegExp(`^user ${String(tenant.fields.username)} off`, "m"));
  });

  it("of a server without any file are refused, unless the back end accepts that they are lost", async () => {
    await using server = await startRedisServer({ aclfile: "", requirepass: "sesame" });
    const url = server.url.replace(server.password, "sesame");
    const resource = newResource();
    const strict = redisTenant(type, url, { resource });
    await expect(strict.build()).rejects.toMatchObject({ code: "backend_refused", message: /in memory only/ });
    const loose = redisTenant(type, url, { resource, settings: { persistence: "none" } });
    await loose.build();
    (await loose.login()).disconnect();
  });
});

describe.skipIf(findRedisBinary() === null)("the delivered password", () => {
  it("never reaches the server: not by a command, not in its files; a probe's is another one", async () => {
    await using server = await startRedisServer({ loglevel: "debug" });
    const watcher = new Redis(server.url);
    const monitor = await watcher.monitor();
    const seen: string[] = [];
    monitor.on("monitor", (_time: string, words: string[]) => seen.push(words.join(" ")));
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    const password = String(tenant.fields.password);
    await type.inspect(tenant.context());
    await expect.poll(() => seen.some((line) => line.includes("SCAN"))).toBe(true);
    await type.revoke(tenant.context());
    const files = await readFile(join(server.directory, "users.acl"), "utf8");
    monitor.disconnect();
    watcher.disconnect();
    expect(seen.length).toBeGreaterThan(20);
    expect(`${seen.join("\n")}${files}`).not.toContain(password);
  });

  it("is refused once another one was set, and its open connections are ended", async () => {
    await using server = await startRedisServer();
    const tenant = redisTenant(type, server.url);
    await tenant.build();
    const first = tenant.fields;
    const open = await tenant.login();
    await type.verify(tenant.context());
    expect(await refusal(open.ping())).toBeDefined();
    expect(await refusal(loginToRedis(first))).toBe("WRONGPASS");
    (await tenant.login()).disconnect();
  });
});
