import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { settled, settleMs, startFaulty } from "#tests/faults/faulty-run.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { findRedisBinary, startRedisServer, type RedisServer } from "#tests/harness/redis-server.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

const building = [
  "run.apply.create-user.claimed",
  "redis.after-create-user",
  "run.apply.create-user.performed",
  "run.apply.deliver.claimed",
  "redis.after-probe",
  "redis.after-final-password",
  "run.apply.deliver.performed",
];

const releasing = [
  "run.apply.revoke.claimed",
  "redis.after-first-block",
  "redis.after-positive-control",
  "run.apply.revoke.performed",
  "run.apply.destroy.claimed",
  "redis.after-block",
  "redis.after-delete-users",
  "run.apply.destroy.performed",
];

const undoing = ["run.undo.create-user.claimed", "run.undo.create-user.performed"];
const timeout = 120_000;

/** The contract suite kills at each point of the type's own in every test run; here they come in `npm run test:faults`. */
const isFaultRun = process.env.FAULT_ROUNDS !== undefined;

/** Kills at each point, four at a time, each on a ledger of its own. */
async function atEach(all: readonly string[], killThere: (point: string) => Promise<void>): Promise<void> {
  const points = all.filter((point) => isFaultRun || point.startsWith("run."));
  for (let done = 0; done < points.length; done += 4) await Promise.all(points.slice(done, done + 4).map(killThere));
}

describe.skipIf(findRedisBinary() === null)("a worker that builds caches", () => {
  let cache: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    cache = await startRedisServer({ maxmemory: "128mb" });
    admin = new Redis(cache.url);
  });
  afterAll(async () => {
    admin.disconnect();
    await cache.remove();
  });

  async function openCacheServer(): Promise<TestServer> {
    const server = await openTestServer();
    await writeFile(join(server.home, "secrets/cache-admin-url"), cache.url, { mode: 0o400 });
    return server;
  }

  /** The users that bear the resource's marker, with `on` or `off`. */
  async function usersOf(resourceId: string | undefined): Promise<string[]> {
    const lines = (await admin.call("ACL", "LIST")) as string[];
    const marked = lines.filter((line) => line.includes(`(~latchkey:${resourceId} `));
    return marked.map((line) => line.split(" ").slice(2, 3).join());
  }

  test("killed anywhere in a build, its run is taken up and ends ready", { timeout }, async () => {
    await atEach(building, async (point) => {
      const server = await openCacheServer();
      const fault = await startFaulty(server, point);
      const { id } = await server.submit("dana", { template: "redis-small" });
      expect(await fault.worker.ended, point).toBe("SIGKILL");
      expect(existsSync(fault.evidence)).toBe(true);
      const healthy = await startWorkerProcess(server);
      const request = await settled(server, id);
      await healthy.kill("SIGKILL");
      expect(request, point).toMatchObject({ state: "fulfilled", blockedReason: null });
      expect(request.grants.map((grant) => grant.state)).toEqual(["pending"]);
      expect(await usersOf(request.resource?.id), point).toEqual(["on"]);
    });
  });

  test("killed anywhere in a release, it is taken up and leaves nothing", { timeout }, async () => {
    await atEach(releasing, async (point) => {
      const server = await openCacheServer();
      const { id } = await server.submit("dana", { template: "redis-small" });
      await server.build(id);
      const dana = await server.actor("dana");
      const resourceId = (await showRequest(server.web, dana, id)).resource?.id ?? "";
      expect(await usersOf(resourceId)).toEqual(["on"]);
      const fault = await startFaulty(server, point);
      await releaseResource(server.web, dana, { id: resourceId });
      expect(await fault.worker.ended, point).toBe("SIGKILL");
      const healthy = await startWorkerProcess(server);
      await waitUntil("destroyed", settleMs, async () => {
        return (await showResource(server.web, dana, resourceId)).state === "destroyed" || null;
      });
      await healthy.kill("SIGKILL");
      expect(await usersOf(resourceId), point).toEqual([]);
    });
  });

  test("killed anywhere in an undo, it is taken up and leaves nothing", { timeout }, async () => {
    await atEach(undoing, async (point) => {
      const server = await openCacheServer();
      const { id } = await server.submit("dana", { template: "redis-small" });
      const held = await startFaulty(server, "run.apply.deliver.claimed", "delay");
      await waitUntil("the delay", settleMs, async () => existsSync(held.evidence) || null);
      await withdrawRequest(server.web, await server.actor("dana"), { id });
      await held.worker.kill("SIGKILL");
      const fault = await startFaulty(server, point);
      expect(await fault.worker.ended, point).toBe("SIGKILL");
      const healthy = await startWorkerProcess(server);
      const request = await settled(server, id);
      await healthy.kill("SIGKILL");
      expect(request, point).toMatchObject({ state: "withdrawn", resource: { state: "destroyed" }, grants: [] });
      expect(await usersOf(request.resource?.id), point).toEqual([]);
    });
  });
});
