import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { countQueue } from "#server/approvals/count-queue.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { listQueue } from "#server/approvals/list-queue.ts";
import { showQueueItem } from "#server/approvals/show-queue-item.ts";
import { listRequests } from "#server/requests/list-requests.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";

async function openWithPeople() {
  const server = await openTestServer();
  // Whoever is to be asked must have signed in when it is filed.
  for (const name of ["priya", "omar", "lee", "noor"] as const) await server.actor(name);
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 1 });
  onTestFinished(() => admin.end());
  const file = async () => (await server.submit("dana", { environment: "production" })).id;
  const queueOf = async (name: PersonaName, limit = 25, cursor?: string) => {
    const { records, nextCursor } = await listQueue(server.web, await server.actor(name), { limit, cursor });
    return { ids: records.map(({ id }) => id), nextCursor };
  };
  return { server, admin, file, queueOf };
}

async function approve(server: TestServer, name: PersonaName, id: string) {
  const { rows } = await server.web.db.pool.query<{ digest: string }>("SELECT digest FROM requests WHERE id = $1", [
    id,
  ]);
  const vote = { id, verdict: "approve" as const, comment: "", digest: rows[0]?.digest ?? "" };
  await decideRequest(server.web, await server.actor(name), vote);
}

test("lists the riskiest first, then what has waited longest, page by page, and each once", async () => {
  const { server, admin, queueOf, file } = await openWithPeople();
  const ids: string[] = [];
  for (let count = 0; count < 6; count++) ids.push(await file());
  const [a, b, c, d, e, f] = ids;
  for (const [id, risk, minutes] of [
    [a, 10, 5],
    [b, 90, 1],
    [c, 10, 50],
    [d, 90, 30],
    [e, 0, 500],
    [f, 10, 5],
  ]) {
    await admin.query(
      `WITH q AS (UPDATE requests SET risk = $2, stage_asked_at = timestamptz '2026-01-01' - make_interval(mins => $3) WHERE id = $1
         RETURNING id, stage_asked_at)
       UPDATE approvers a SET risk = $2, asked_at = q.stage_asked_at FROM q WHERE a.request_id = q.id`,
      [id, risk, minutes],
    );
  }
  const inOrder = [d, b, c, ...[a, f].toSorted(), e];
  expect((await queueOf("priya")).ids).toEqual(inOrder);
  const paged: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 3; page++) {
    const { ids: some, nextCursor } = await queueOf("priya", 2, cursor);
    expect(some).toHaveLength(2);
    paged.push(...some);
    cursor = nextCursor ?? undefined;
  }
  expect([paged, cursor]).toEqual([inOrder, undefined]);
  const priya = await server.actor("priya");
  expect(await countQueue(server.web, priya)).toBe(6);
  const listed = await listRequests(server.web, priya, { scope: "to_approve", limit: 100 });
  expect(listed.items.map(({ id }) => id)).toEqual(inOrder);
});

test("lists nothing that somebody may not decide, and counts nothing for them", async () => {
  const { server, admin, queueOf, file } = await openWithPeople();
  const id = await file();
  for (const name of ["dana", "lee", "noor"] as const) {
    expect((await queueOf(name)).ids).toEqual([]);
    expect(await countQueue(server.web, await server.actor(name))).toBe(0);
  }
  expect((await queueOf("priya")).ids).toEqual([id]);

  // Whatever rows say: the guard of votes has the last word.
  await admin.query(
    `INSERT INTO approvers (request_id, revision, stage, principal_id, open)
     SELECT $1, 1, 0, id, true FROM principals WHERE subject IN ('dana', 'lee')`,
    [id],
  );
  expect([(await queueOf("dana")).ids, (await queueOf("lee")).ids]).toEqual([[], []]);
});

test("a request leaves the queue of whoever voted, and everybody's when it is decided", async () => {
  const { server, queueOf, file } = await openWithPeople();
  const [first, second] = [await file(), await file()];
  await approve(server, "priya", first);
  expect([(await queueOf("priya")).ids, (await queueOf("omar")).ids]).toEqual([[second], [second]]);
  expect(await countQueue(server.web, await server.actor("omar"))).toBe(1);
});

test("somebody who lost their group has an empty queue at once, and no number beside it", async () => {
  const { server, queueOf, file } = await openWithPeople();
  await file();
  const priya = { ...(await server.actor("priya")), groups: [], platformRoles: [], memberships: [] };
  expect((await listQueue(server.web, priya, { limit: 25 })).records).toEqual([]);
  expect(await countQueue(server.web, priya)).toBe(0);
  expect((await queueOf("omar")).ids).toHaveLength(1);
});

test("a revision that says nobody who may decide waits for the groups of its plan, and is found among the others", async () => {
  const { server, admin, queueOf, file } = await openWithPeople();
  const [said, unsaid] = [await file(), await file()];
  await admin.query(`DELETE FROM approvers WHERE request_id = $1`, [unsaid]);
  expect((await queueOf("priya")).ids).toEqual([said]);
  // What an upgrade finds, and what a transaction that writes nobody down leaves behind.
  await admin.query(`UPDATE requests SET state = 'pending_approval' WHERE id = $1`, [unsaid]);
  expect((await queueOf("priya")).ids).toEqual([said, unsaid]);
  expect(await countQueue(server.web, await server.actor("priya"))).toBe(2);
  expect([(await queueOf("dana")).ids, (await queueOf("noor")).ids]).toEqual([[], []]);
  await approve(server, "omar", unsaid);
  expect((await queueOf("priya")).ids).toEqual([said]);
});

test("whoever is asked may read what about, though it is of no team of theirs, as long as they hold the group", async () => {
  const { server, admin, file } = await openWithPeople();
  const id = await file();
  // In the group that the stage asks, and in nothing that opens every request to them.
  const noor = { ...(await server.actor("noor")), groups: [...server.web.catalog.platformRoles.platform] };
  const shown = async (groups = noor.groups) => {
    const actor = { ...noor, groups };
    const reads = [showRequest(server.web, actor, id), showQueueItem(server.web, actor, id)];
    return (await Promise.allSettled(reads)).map(({ status }) => status);
  };
  expect(await shown()).toEqual(["rejected", "rejected"]);
  await admin.query(
    `INSERT INTO approvers (request_id, revision, stage, principal_id, open) VALUES ($1, 1, 0, $2, true)`,
    [id, noor.principalId],
  );
  expect(await shown()).toEqual(["fulfilled", "fulfilled"]);
  expect(await shown([])).toEqual(["rejected", "rejected"]);
  expect((await listQueue(server.web, noor, { limit: 25 })).records.map((record) => record.id)).toEqual([id]);
});

test("a cursor of another list is refused", async () => {
  const { queueOf } = await openWithPeople();
  await expect(queueOf("priya", 2, "bm90IG91cnM")).rejects.toMatchObject({ code: "invalid_input" });
});
