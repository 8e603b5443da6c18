import { describe, expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { deactivatePerson } from "#server/people/deactivate-person.ts";
import { findUnsettledLeavers } from "#server/people/find-unsettled-leavers.ts";
import { reactivatePerson } from "#server/people/reactivate-person.ts";
import { settleLeaver } from "#server/people/settle-leaver.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { showRequestPage } from "#server/requests/show-request-page.ts";
import { freezeUnowned } from "#server/resources/freeze-unowned.ts";
import { listResources } from "#server/resources/list-resources.ts";
import { restoreResource } from "#server/resources/reissue-resource.ts";
import { takeOverResource } from "#server/resources/take-over-resource.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { codeOf, openHeldResource } from "#tests/harness/held-resource.ts";
import { openTestServer, type PersonaName } from "#tests/harness/test-server.ts";

const production = { environment: "production" } as const;

/** A request of dana's to production that waits for the platform team. */
async function openWaiting() {
  const server = await openTestServer();
  const people = ["dana", "lee", "priya", "omar", "sam", "rae"] as const satisfies readonly PersonaName[];
  const actors = {} as Record<(typeof people)[number], Actor>;
  for (const name of people) actors[name] = await server.actor(name);
  const request = await server.submit("dana", production);
  const show = (id = request.id) => showRequest(server.web, actors.sam, id);
  const decide = (actor: Actor, verdict: "approve" | "reject" = "approve", { id, digest }: RequestView = request) =>
    decideRequest(server.web, actor, { id, verdict, comment: "", digest });
  /** Deactivates; `settled` does what the worker does then. */
  const leave = async (name: keyof typeof actors, settled = true) => {
    await deactivatePerson(server.web, actors.rae, { id: actors[name].principalId, reason: "Left the company." });
    if (settled) await settleLeaver(server.worker.ctx, actors[name].principalId);
  };
  return { ...actors, actors, server, web: server.web, db: server.worker.ctx.db, request, show, decide, leave };
}

describe("the requests of somebody who leaves", () => {
  test("are withdrawn with the reason, pending and approved alike, and what they held is free", async () => {
    const waiting = await openWaiting();
    const approved = await waiting.server.submit("dana");
    expect([waiting.request.state, approved.state]).toEqual(["pending_approval", "approved"]);
    await waiting.leave("dana");
    const states = [await waiting.show(), await waiting.show(approved.id)].map(({ state }) => state);
    expect(states).toEqual(["withdrawn", "withdrawn"]);
    expect(await waiting.db.query(sql`SELECT id FROM requests WHERE holding`)).toEqual([]);
    expect(await waiting.db.query(sql`SELECT request_id FROM approvers WHERE open`)).toEqual([]);
    const events = (await showRequestPage(waiting.web, waiting.sam, approved.id)).events;
    expect(events.at(-1)?.message).toBe("Withdrawn: Dana Okafor has left.");
    expect(await startProvisionRun(waiting.server.worker, approved.id)).toBeNull();
    expect((await verifyAudit(waiting.db)).findings).toEqual([]);
  });

  test("are left alone where they only lost a group: an ex-member is no leaver", async () => {
    const waiting = await openWaiting();
    const { principalId } = waiting.dana;
    await waiting.db.query(sql`UPDATE principals SET groups = '{}' WHERE id = ${principalId}`);
    await settleLeaver(waiting.server.worker.ctx, principalId);
    expect((await waiting.show()).state).toBe("pending_approval");
    expect(await findUnsettledLeavers(waiting.db)).toEqual([]);
  });

  test("that a worker has begun go on", async () => {
    const waiting = await openWaiting();
    const approved = await waiting.server.submit("dana");
    expect(await startProvisionRun(waiting.server.worker, approved.id)).not.toBeNull();
    await waiting.leave("dana");
    expect((await waiting.show(approved.id)).state).toBe("provisioning");
  });
});

describe("the votes of somebody who leaves", () => {
  test("count no more on what is approved and not started: it waits again, and the requester is told", async () => {
    const waiting = await openWaiting();
    await waiting.decide(waiting.priya);
    expect((await waiting.show()).state).toBe("approved");
    await waiting.leave("priya");
    const again = await waiting.show();
    expect([again.state, again.approval?.stages[0]?.votes]).toEqual(["pending_approval", []]);
    const open = await waiting.db.query<{ subject: string }>(sql`
      SELECT p.subject FROM approvers a JOIN principals p ON p.id = a.principal_id WHERE a.open`);
    expect(open.map(({ subject }) => subject)).toEqual(["omar"]);
    expect(await startProvisionRun(waiting.server.worker, waiting.request.id)).toBeNull();
    await waiting.decide(waiting.omar, "approve", again);
    expect((await waiting.show()).state).toBe("approved");
    expect(await startProvisionRun(waiting.server.worker, waiting.request.id)).not.toBeNull();
    const told = await waiting.db.query(sql`SELECT id FROM notifications WHERE template = 'request.reopened'`);
    expect(told).toHaveLength(1);
  });

  test("count no more when the worker starts it before anything was settled", async () => {
    const waiting = await openWaiting();
    await waiting.decide(waiting.priya);
    await waiting.leave("priya", false);
    expect(await startProvisionRun(waiting.server.worker, waiting.request.id)).toBeNull();
    expect((await waiting.show()).state).toBe("pending_approval");
  });

  test("race of leaving and starting: it is begun with a vote that counted, or it waits again, twenty times", async () => {
    const waiting = await openWaiting();
    const outcomes = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const request = await waiting.server.submit("dana", production);
      await waiting.decide(waiting.priya, "approve", request);
      const start = () => startProvisionRun(waiting.server.worker, request.id);
      const both = round % 2 === 0 ? [waiting.leave("priya"), start()] : [start(), waiting.leave("priya")];
      await Promise.all(both);
      const runs = await waiting.db.query(sql`SELECT id FROM runs WHERE request_id = ${request.id}`);
      const { state } = await waiting.show(request.id);
      outcomes.add(state);
      expect([state, runs.length]).toEqual(state === "provisioning" ? ["provisioning", 1] : ["pending_approval", 0]);
      await reactivatePerson(waiting.web, waiting.rae, { id: waiting.priya.principalId });
      await waiting.db.query(sql`UPDATE approvers SET via = 'plan' WHERE via = 'left'`);
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });

  test("stay void, and the request is not theirs to decide, when they come back", async () => {
    const waiting = await openWaiting();
    await waiting.decide(waiting.priya);
    await waiting.leave("priya");
    await reactivatePerson(waiting.web, waiting.rae, { id: waiting.priya.principalId });
    const again = await waiting.show();
    expect(again.approval?.stages[0]?.votes).toEqual([]);
    expect(await codeOf(waiting.decide(waiting.priya, "approve", again))).toBe("not_an_approver");
    const later = await waiting.server.submit("dana", production);
    await waiting.decide(waiting.priya, "approve", later);
    expect((await waiting.show(later.id)).state).toBe("approved");
  });

  test("on what was decided against stay: a rejection is over", async () => {
    const waiting = await openWaiting();
    await waiting.decide(waiting.priya, "reject");
    await waiting.leave("priya");
    expect((await waiting.show()).state).toBe("rejected");
  });
});

describe("what somebody who leaves owned", () => {
  const leave = async (held: Awaited<ReturnType<typeof openHeldResource>>) => {
    await deactivatePerson(held.web, held.rae, { id: held.dana.principalId, reason: "Left the company." });
    await settleLeaver(held.worker.ctx, held.dana.principalId);
  };
  const shown = async (held: Awaited<ReturnType<typeof openHeldResource>>) => {
    const { items } = await listResources(held.web, held.sam, {});
    return items.find(({ id }) => id === held.resourceId);
  };

  test("works on, its team's leads are told, and who takes it over gets a credential of their own", async () => {
    const held = await openHeldResource();
    await leave(held);
    const days = (Date.parse((await shown(held))?.ownerLeft?.takeOverUntil ?? "") - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(14);
    expect(await held.told("resource.owner_left")).toEqual(["lee"]);
    expect([await codeOf(takeOverResource(held.web, held.noor, { id: held.resourceId }))]).toEqual(["not_found"]);
    expect(await codeOf(takeOverResource(held.web, held.priya, { id: held.resourceId }))).toBe("forbidden");
    const taken = await takeOverResource(held.web, held.lee, { id: held.resourceId });
    expect([taken.owner.name, taken.ownerLeft]).toEqual(["Lee Lindqvist", null]);
    expect(await codeOf(takeOverResource(held.web, held.lee, { id: held.resourceId }))).toBe("wrong_state");
    await held.tend();
    expect((await shown(held))?.grants.at(-1)).toMatchObject({ generation: 2, recipient: { subject: "lee" } });
    expect(await held.seen.answer(1)).toBe("in");
    await held.confirm(2);
    await held.tend();
    await held.passDrain();
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["28P01", "in"]);
  });

  test("that they had not opened waits for nobody any more", async () => {
    const held = await openHeldResource();
    await held.admin.query(sql`UPDATE grants SET state = 'pending', revealed_at = NULL`);
    await leave(held);
    await held.tend();
    expect((await shown(held))?.grants[0]).toMatchObject({ state: "revoked", endedAt: expect.any(String) });
    expect(await held.admin.query(sql`SELECT grant_id FROM sealed_payloads`)).toEqual([]);
    expect((await shown(held))?.state).toBe("active");
  });

  test("is frozen after fourteen days, and theirs who restores it", async () => {
    const held = await openHeldResource();
    await leave(held);
    expect(await freezeUnowned(held.worker.ctx)).toBe(0);
    await held.admin.query(sql`UPDATE resources SET take_over_until = now() - interval '1 s'`);
    expect([await freezeUnowned(held.worker.ctx), await freezeUnowned(held.worker.ctx)]).toEqual([1, 0]);
    await held.tend();
    const frozen = await shown(held);
    expect([frozen?.state, frozen?.ownerLeft?.takeOverUntil]).toEqual(["frozen", null]);
    expect(await held.seen.answer(1)).toBe("28P01");
    expect(await held.told("resource.owner_left_frozen")).toEqual(["lee"]);
    await restoreResource(held.web, held.lee, { id: held.resourceId });
    await held.tend();
    expect([(await shown(held))?.state, (await shown(held))?.owner.name]).toEqual(["active", "Lee Lindqvist"]);
    expect(await freezeUnowned(held.worker.ctx)).toBe(0);
  });

  test("goes to one of two who take it over at once", async () => {
    const held = await openHeldResource();
    await leave(held);
    await held.admin.query(sql`UPDATE principals SET groups = '{team-payments}' WHERE id = ${held.noor.principalId}`);
    const noor = { ...held.noor, memberships: [{ team: "payments", lead: false }] };
    const both = await Promise.allSettled(
      [held.lee, noor].map((who) => takeOverResource(held.web, who, { id: held.resourceId })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("includes their emergency access, which ends", async () => {
    const held = await openHeldResource();
    const { id } = await held.breakGlass(held.omar);
    await held.tend();
    await deactivatePerson(held.web, held.rae, { id: held.omar.principalId, reason: "Left." });
    await settleLeaver(held.worker.ctx, held.omar.principalId);
    await held.tend();
    expect((await held.emergency(id)).state).toBe("ended");
    expect([await held.seen.answer(1), await held.seen.answer(2)]).toEqual(["in", "28P01"]);
  });
});

test("is found with the queue empty, settled once, and left alone when they came back first", async () => {
  const waiting = await openWaiting();
  await waiting.leave("dana", false);
  const job = { topic: "person.left", payload: { principalId: waiting.dana.principalId } };
  expect(await findUnsettledLeavers(waiting.db)).toEqual([job]);
  await reactivatePerson(waiting.web, waiting.rae, { id: waiting.dana.principalId });
  await settleLeaver(waiting.server.worker.ctx, waiting.dana.principalId);
  expect((await waiting.show()).state).toBe("pending_approval");
  await waiting.leave("dana");
  expect(await findUnsettledLeavers(waiting.db)).toEqual([]);
  const admin = openDatabase(waiting.server.ledger.url, { name: "latchkey test" });
  const before = await admin.query(sql`SELECT seq FROM audit_events`);
  await settleLeaver(waiting.server.worker.ctx, waiting.dana.principalId);
  expect(await admin.query(sql`SELECT seq FROM audit_events`)).toHaveLength(before.length);
  await admin.close();
});
