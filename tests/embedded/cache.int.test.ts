import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test as plainTest, vi } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { definition } from "#resource-types/redis-cache/definition.ts";
import { findCacheServer } from "#scripts/embedded/cache/find-server.ts";
import { readHomeDescription, writeHomeDescription } from "#scripts/embedded/home/home-description.ts";
import { adminRules as grantedRules } from "#scripts/embedded/cache/write-files.ts";
import { loginToRedis, redisTenant, type RedisTenant } from "#tests/contract-suite/redis-tenant.ts";
import { makeHome, type MadeHome } from "#tests/embedded/made-home.ts";
import type { SupervisorProcess } from "#tests/embedded/supervisor-process.ts";
import { test, type PlaceFixture } from "#tests/embedded/with-place.ts";
import { adminRules } from "#tests/harness/redis-admin-rules.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";

// Each test starts real servers and processes, several of them more than once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const soon = { timeout: 60_000, interval: 50 };
const secretOf = (home: string) => join(home, "secrets/cache-admin-url");
const adminUrl = (home: string) => readFile(secretOf(home), "utf8");
const type = definition as unknown as Parameters<typeof redisTenant>[0];

async function portOf(home: string): Promise<number> {
  return (await readHomeDescription(join(home, "home.json")))?.cachePort ?? 0;
}

async function pidOf(home: string): Promise<number | undefined> {
  return findCacheServer({ directory: join(home, "cache"), port: await portOf(home) });
}

/** Makes a cache as the worker would, and leaves a key in it. */
async function leaveMark(home: string): Promise<RedisTenant> {
  const tenant = redisTenant(type, await adminUrl(home));
  await tenant.build();
  const client = await tenant.login();
  // In a transaction: the log on disk is read back as one, by a user that nobody may sign in as.
  await client.multi().set(`${tenant.keyPrefix}mark`, "kept").set(`${tenant.keyPrefix}beside`, "kept").exec();
  client.disconnect();
  return tenant;
}

async function readMark({ fields, keyPrefix }: RedisTenant): Promise<string | null> {
  const client = await loginToRedis(fields);
  return client.get(`${keyPrefix}mark`).finally(() => client.disconnect());
}

let made: MadeHome;

/** Starts in a copy of a home that was made before, which costs a fraction of a first start. */
async function startAgain(
  { place, start }: PlaceFixture,
  env: Record<string, string> = {},
): Promise<SupervisorProcess> {
  made.copyTo(place.home);
  const supervisor = start(env);
  await supervisor.ready;
  return supervisor;
}

plainTest("the admin of the home's own server may do what the runbook lists, and no more", async () => {
  expect(grantedRules.split(" ")).toEqual(await adminRules());
});

describe.skipIf(findRedisBinary() === null)("with a Redis or Valkey on the machine, a home", () => {
  beforeAll(async () => {
    made = await makeHome();
  });
  afterAll(() => made.remove());

  test("has a cache server of its own that asks everybody for a password and hides its own", async ({ embedded }) => {
    const { home } = embedded.place;
    await startAgain(embedded);
    const url = new URL(await adminUrl(home));
    expect(url.href).toMatch(/^redis:\/\/latchkey-admin:[\w-]{32}@127\.0\.0\.1:\d+$/);
    const stranger = new Redis(Number(url.port), url.hostname, { retryStrategy: () => null, enableReadyCheck: false });
    await expect(stranger.ping()).rejects.toThrow(/NOAUTH/);
    stranger.disconnect();
    const pid = await pidOf(home);
    const seen = await Promise.all(["environ", "cmdline"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")));
    expect(seen.join()).not.toContain(url.password);
    for (const name of ["server.conf", "users.acl"]) {
      expect(await readFile(join(home, "cache", name), "utf8")).not.toContain(url.password);
      expect(((await stat(join(home, "cache", name))).mode & 0o777).toString(8)).toBe("600");
    }
    expect(((await stat(join(home, "cache"))).mode & 0o777).toString(8)).toBe("700");
    expect(((await stat(secretOf(home))).mode & 0o777).toString(8)).toBe("400");
  });

  test("bounds its memory, so that a cache passes every check", async ({ embedded }) => {
    await startAgain(embedded);
    const tenant = await leaveMark(embedded.place.home);
    const adminSecret = Secret.fromText(await adminUrl(embedded.place.home));
    const { backend } = tenant.context();
    const context = tenant.context({ backend: { ...backend, adminSecret } });
    expect(await type.inspect(context)).toMatchObject({ drift: [], facts: { maxmemoryPolicy: "allkeys-lru" } });
  });

  test("keeps port, password, users and keys over a stop and a start", async ({ embedded }) => {
    const { home } = embedded.place;
    const first = await startAgain(embedded);
    const [url, tenant] = [await adminUrl(home), await leaveMark(home)];
    expect((await first.stop()).code).toBe(0);
    expect(await pidOf(home)).toBeUndefined();
    const second = embedded.start();
    await second.ready;
    expect(await adminUrl(home)).toBe(url);
    expect(await readMark(tenant)).toBe("kept");
  });

  test("survives kill -9 of the cache server, which is started again", async ({ embedded }) => {
    const { home } = embedded.place;
    const supervisor = await startAgain(embedded);
    const tenant = await leaveMark(home);
    const before = await pidOf(home);
    // What a client was told is on disk a second later at most.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    process.kill(before ?? 0, "SIGKILL");
    await vi.waitFor(async () => expect(await readMark(tenant)).toBe("kept"), soon);
    expect(await pidOf(home)).not.toBe(before);
    expect(supervisor.stderr()).toContain("The cache server died and is started again");
  });

  test("survives kill -9 of the supervisor: the cache server is taken over", async ({ embedded }) => {
    const { home } = embedded.place;
    const first = await startAgain(embedded);
    const tenant = await leaveMark(home);
    const before = await pidOf(home);
    await first.stop("SIGKILL");
    const second = embedded.start();
    await second.ready;
    expect(await pidOf(home)).toBe(before);
    expect(await readMark(tenant)).toBe("kept");
    expect((await second.stop()).code).toBe(0);
    expect(await pidOf(home)).toBeUndefined();
  });

  test("survives kill -9 of everything at once, and a lost admin secret", async ({ embedded }) => {
    const { home } = embedded.place;
    const first = await startAgain(embedded);
    const tenant = await leaveMark(home);
    for (const pid of [first.child.pid, await pidOf(home)]) process.kill(pid ?? 0, "SIGKILL");
    await first.ended;
    await rm(secretOf(home));
    const second = embedded.start();
    await second.ready;
    expect(second.stderr()).toBe("");
    await expect(loginToRedis(tenant.fields).then((client) => client.disconnect())).resolves.toBeUndefined();
    await leaveMark(home);
  });

  test("of an older Latchkey gets a port for it and is otherwise what it was", async ({ embedded }) => {
    const { home } = embedded.place;
    made.copyTo(home);
    const path = join(home, "home.json");
    const { cachePort: _, ...older } = (await readHomeDescription(path)) ?? expect.fail();
    await writeHomeDescription(path, older);
    const supervisor = embedded.start();
    await supervisor.ready;
    expect(await readHomeDescription(path)).toEqual({ ...older, cachePort: await portOf(home) });
    await leaveMark(home);
  });

  test("starts without caches where its cache port is another program's, and says so", async ({ embedded }) => {
    const { home } = embedded.place;
    made.copyTo(home);
    const other = createServer().listen(await portOf(home), "127.0.0.1");
    await once(other, "listening");
    const supervisor = embedded.start();
    await supervisor.ready.finally(() => other.close());
    expect(supervisor.stderr()).toMatch(
      /Caches are not connected\. The cache server in \S+ does not start: .*(port|bind)/i,
    );
    expect(await readdir(join(home, "secrets"))).not.toContain("cache-admin-url");
  });

  test("forgets its admin secret once the program is gone", async ({ embedded }) => {
    const { home } = embedded.place;
    await startAgain(embedded, { PATH: "/nonexistent" });
    expect((await readdir(join(home, "secrets"))).filter((name) => name.includes("cache"))).toEqual([]);
    expect(await pidOf(home)).toBeUndefined();
  });

  test("takes the operator's server by CACHE_REDIS_URL_FILE, and its own again without it", async ({ embedded }) => {
    const { home } = embedded.place;
    await using theirs = await startRedisServer();
    const file = join(theirs.directory, "url");
    await writeFile(file, `${theirs.url}\n`);
    const first = await startAgain(embedded, { CACHE_REDIS_URL_FILE: file });
    expect(await adminUrl(home)).toBe(theirs.url);
    expect(await pidOf(home)).toBeUndefined();
    expect((await first.stop()).stderr).not.toContain("CACHE_REDIS_URL");
    const second = embedded.start();
    await second.ready;
    expect(await adminUrl(home)).toContain("latchkey-admin");
    await leaveMark(home);
  });

  test("says without the password that CACHE_REDIS_URL leads nowhere", async ({ embedded }) => {
    const supervisor = await startAgain(embedded, { CACHE_REDIS_URL: "redis://admin:s3cr3t@127.0.0.1:1" });
    expect(supervisor.stderr()).toContain("CACHE_REDIS_URL does not lead to a Redis or Valkey: nothing listens there.");
    expect(supervisor.stderr()).not.toContain("s3cr3t");
  });

  test("leaves a secret alone that an operator put there by hand", async ({ embedded }) => {
    const { home } = embedded.place;
    made.copyTo(home);
    await rm(secretOf(home));
    await writeFile(secretOf(home), "redis://theirs:x@cache.example:6379", { mode: 0o400 });
    const supervisor = embedded.start();
    await supervisor.ready;
    expect(await adminUrl(home)).toBe("redis://theirs:x@cache.example:6379");
    expect(await pidOf(home)).toBeUndefined();
  });
});
