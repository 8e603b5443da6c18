import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openLease } from "#domain/leases/open-lease.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createLease } from "#server/leases/create-lease.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { findRedisBinary, startRedisServer } from "#tests/harness/redis-server.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** What the server says to a login with it; `PONG` when it is let in. */
async function answerOf({
  host,
  port,
  username,
  password,
}: Readonly<Record<string, string | number>>): Promise<string> {
  const client = new Redis({
    host: String(host),
    port: Number(port),
    username: String(username),
    password: String(password),
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
  });
  // What the server says comes as an event; the call itself then only tells that the connection was closed.
  let refusal = "";
  client.on("error", (error: Error) => (refusal ||= error.message.split(" ")[0] ?? ""));
  try {
    await client.connect();
    return await client.ping();
  } catch {
    return refusal;
  } finally {
    client.disconnect();
  }
}

describe.skipIf(findRedisBinary() === null)("a lease of a cache", () => {
  test("lets in beside the owner's, ends with proof, and leaves no user behind", async () => {
    const cache = await startRedisServer({ maxmemory: "128mb" });
    onTestFinished(() => cache.remove());
    const server = await openTestServer();
    await writeFile(join(server.home, "secrets/cache-admin-url"), cache.url, { mode: 0o400 });
    const dana = await server.actor("dana");
    const { id: requestId } = await server.submit("dana", { template: "redis-small" });
    await server.build(requestId);
    const resourceId = (await showRequest(server.web, dana, requestId)).resource?.id ?? "";
    const keys = await Promise.all([createClaimKey(), createClaimKey()]);
    const asked = await Promise.all(
      keys.map(({ publicKey }) =>
        createLease(server.web, dana, { resourceId, body: { publicKey, ttlSeconds: 60 }, idempotencyKey: null }),
      ),
    );
    await tendResource(server.worker, resourceId);
    const opened = await Promise.all(
      asked.map(async ({ lease }, index) => {
        const key = keys[index];
        if (key === undefined) throw new Error("a lease without a key");
        return (await openLease(key, await showLease(server.web, dana, lease.leaseId), resourceId)).fields;
      }),
    );
    expect(await Promise.all(opened.map(answerOf))).toEqual(["PONG", "PONG"]);
    const admin = openDatabase(server.ledger.url, { name: "latchkey test" });
    onTestFinished(() => admin.close());
    await admin.query(
      sql`UPDATE leases SET expires_at = clock_timestamp() - interval '1 ms' WHERE resource_id = ${resourceId}`,
    );
    await tendResource(server.worker, resourceId);
    for (const { lease } of asked) expect((await showLease(server.web, dana, lease.leaseId)).state).toBe("ended");
    expect(await Promise.all(opened.map(answerOf))).toEqual(["WRONGPASS", "WRONGPASS"]);
    const client = new Redis(cache.url);
    const lines = (await client.call("ACL", "LIST")) as string[];
    client.disconnect();
    expect(lines.filter((line) => line.includes(`latchkey:${resourceId}`))).toHaveLength(1);
  });
});
