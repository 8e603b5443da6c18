import { expect, test } from "vitest";
import type { RequestView } from "#domain/contracts/request.ts";
import { isTerminal } from "#domain/requests/request-states.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { askRedis } from "#tests/harness/ask-redis.ts";
import { describeEachDriver } from "#tests/harness/describe-each-driver.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

const settleMs = 30_000;

describeEachDriver("a worker", (redisUrl) => {
  test("takes a request from the outbox over the queue to the end of its run, and its release too", async () => {
    const server = await openTestServer();
    const url = redisUrl(server);
    await startWorker(server, url, false);
    const dana = await server.actor("dana");
    const request = await settled(server, (await server.submit("dana")).id);
    expect(request).toMatchObject({ state: "fulfilled", grants: [{ state: "pending" }] });
    await waitUntil("the outbox is empty", settleMs, async () => {
      return (await server.worker.ctx.db.query(sql`SELECT id FROM outbox`)).length === 0 || null;
    });
    if (url !== undefined) expect(await askRedis(url, "KEYS", `${server.ledger.name}:runs:*`)).not.toEqual([]);
    const resourceId = request.resource?.id ?? "";
    await releaseResource(server.web, dana, { id: resourceId });
    await waitUntil("destroyed", settleMs, async () => {
      return (await showResource(server.web, dana, resourceId)).state === "destroyed" || null;
    });
  });

  test("serves one request once, by however many workers and hints", async () => {
    const server = await openTestServer();
    const workers = await Promise.all([0, 1, 2].map(() => startWorker(server, redisUrl(server))));
    const submitted = await Promise.all(Array.from({ length: 6 }, () => server.submit("dana")));
    for (const { id } of submitted) {
      for (const queues of workers) await queues.add("runs", { topic: "run.start", payload: { requestId: id } });
    }
    for (const { id } of submitted) expect((await settled(server, id)).state).toBe("fulfilled");
    expect(await server.web.db.query(sql`SELECT id FROM runs`)).toHaveLength(submitted.length);
    expect(await server.web.db.query(sql`SELECT id FROM grants`)).toHaveLength(submitted.length);
  });

  test("comes back to a step that has to be tried again, when it is due", async () => {
    const server = await openTestServer();
    let tries = 0;
    const flaky: TestServer["worker"] = {
      ...server.worker,
      seal: (...given) => {
        tries += 1;
        return tries === 1 ? Promise.reject(new Error("once")) : server.worker.seal(...given);
      },
    };
    await startWorker({ ...server, worker: flaky }, redisUrl(server), false);
    expect((await settled(server, (await server.submit("dana")).id)).state).toBe("fulfilled");
    expect(tries).toBe(2);
  });

  test("logs a job that makes no sense, and takes the next one", async () => {
    const server = await openTestServer();
    const queues = await startWorker(server, redisUrl(server));
    await queues.add("runs", { topic: "run.start", payload: { nothing: true } });
    await queues.add("runs", { topic: "no.such.topic", payload: {} });
    expect((await settled(server, (await server.submit("dana")).id)).state).toBe("fulfilled");
  });
});

async function settled(server: TestServer, id: string): Promise<RequestView> {
  const dana = await server.actor("dana");
  return waitUntil("the request is terminal", settleMs, async () => {
    const request = await showRequest(server.web, dana, id);
    return isTerminal(request.state) ? request : null;
  });
}
