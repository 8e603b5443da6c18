import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { auditText } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { grantStore } from "#reveal/grant-store.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startCredentialRun } from "#server/runs/start-credential-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const dana = { issuer: "http://127.0.0.1:3002", subject: "dana" };

async function openRotatable() {
  const server = await openTestServer();
  const seen = seeCredentials(server.worker);
  const actor = await server.actor("dana");
  const { id } = await server.submit("dana");
  await executeRun(seen.worker, (await startProvisionRun(seen.worker, id)) ?? "");
  const { resource, grants } = await showRequest(server.web, actor, id);
  const resourceId = resource?.id ?? "";
  const db = server.worker.ctx.db;
  await db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now()`);
  const pool = new pg.Pool({ connectionString: server.ledger.reveal, max: 4 });
  onTestFinished(() => pool.end());
  const sayNotMe = async (grantId: string) => {
    const what = { stream: "", requestId: null, actor: null, object: `grant:${grantId}`, message: "It was not me." };
    return grantStore(pool).reportNotMe(grantId, dana, auditText({ ...what, action: "grant.not_me" }, new Date()));
  };
  return {
    server,
    seen,
    db,
    resourceId,
    grantId: grants[0]?.id ?? "",
    sayNotMe,
    show: () => showResource(server.web, actor, resourceId),
    rotate: () => rotateResource(server.web, actor, { id: resourceId }),
    settle: () =>
      waitUntil("active again with a new grant", 20_000, async () => {
        await tendResource(seen.worker, resourceId);
        const now = await showResource(server.web, actor, resourceId);
        return now.state === "active" && now.reissue === null ? now : null;
      }),
  };
}

test("“that was not me” comes before a rotation that is under way: both generations end, a third is sealed", async () => {
  const held = await openRotatable();
  await held.rotate();
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
  const { promise: said, resolve: goOn } = Promise.withResolvers<void>();
  const slow: typeof held.seen.worker = {
    ...held.seen.worker,
    seal: async (...given) => {
      reach();
      await said;
      return held.seen.worker.seal(...given);
    },
  };
  const rotating = executeRun(slow, (await startCredentialRun(slow, held.resourceId)) ?? "");
  await reached;
  expect(await held.sayNotMe(held.grantId)).toBe("recorded");
  // A worker that takes up the promise turns the rotation round while its last step still runs.
  await startCredentialRun(held.seen.worker, held.resourceId);
  goOn();
  await rotating;
  const after = await held.settle();
  expect(after.grants.map(({ generation, state }) => [generation, state])).toEqual([
    [1, "confirmed"],
    [3, "pending"],
  ]);
  expect(await Promise.all([1, 2].map((generation) => held.seen.answer(generation)))).toEqual(["28P01", "28P01"]);
  expect(await held.seen.answer(3)).toBe("in");
  expect((await verifyAudit(held.server.worker.ctx.db)).findings).toEqual([]);
});

test("it does not wait behind an end that cannot be proven", async () => {
  const held = await openRotatable();
  await held.rotate();
  await tendResource(held.seen.worker, held.resourceId);
  await held.db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now() WHERE generation = 2`);
  await tendResource(held.seen.worker, held.resourceId);
  await held.db.query(sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE generation = 1`);
  const stuck: typeof held.seen.worker = {
    ...held.seen.worker,
    resourceType: (id) => {
      const type = held.seen.worker.resourceType(id);
      return type && { ...type, revoke: () => Promise.reject(new AppError("verification_failed", "No answer.")) };
    },
  };
  const run = await startCredentialRun(stuck, held.resourceId);
  await executeRun(stuck, run ?? "");
  const second = (await held.show()).grants[1]?.id ?? "";
  expect(await held.sayNotMe(second)).toBe("recorded");
  const after = await held.settle();
  expect(after.grants.map(({ generation, endedAt }) => [generation, endedAt !== null])).toEqual([
    [1, true],
    [2, true],
    [3, false],
  ]);
  expect(await held.db.query(sql`SELECT state FROM runs WHERE id = ${run}`)).toEqual([{ state: "withdrawn" }]);
});

test("reveals, words of their recipients and workers on one resource never lock each other out", async () => {
  const held = await openRotatable();
  const pool = new pg.Pool({ connectionString: held.server.ledger.reveal, max: 4 });
  onTestFinished(() => pool.end());
  const store = grantStore(pool);
  const refused = auditText(
    { stream: "", requestId: null, actor: null, action: "grant.open_refused", object: "grant:x", message: "Refused." },
    new Date(),
  );
  for (let round = 0; round < 3; round++) {
    await held.rotate();
    const work = [1, 2, 3].map(() => tendResource(held.seen.worker, held.resourceId));
    const noise = Array.from({ length: 30 }, () => store.recordRefusal(held.grantId, refused));
    const acks = Array.from({ length: 30 }, () =>
      store.acknowledge(held.grantId, dana, { hash: Buffer.alloc(32), auditText: refused }),
    );
    await Promise.all([...work, ...noise, ...acks]);
    await held.settle();
    await held.db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now() WHERE state = 'pending'`);
    await tendResource(held.seen.worker, held.resourceId);
    await held.db.query(sql`UPDATE grants SET drain_until = now() - interval '1 ms' WHERE drain_until IS NOT NULL`);
  }
  const after = await held.settle();
  expect(after.grants.map(({ endedAt }) => endedAt === null)).toEqual([false, false, false, true]);
  expect((await verifyAudit(held.server.worker.ctx.db)).findings).toEqual([]);
});
