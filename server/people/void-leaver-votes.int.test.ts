import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { voidLeaverVotes } from "#server/people/void-leaver-votes.ts";
import { lockRequest } from "#server/requests/lock-request.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const flows = 60;
const stage = { groups: ["platform"], quorum: 2, deadlineHours: 72 };
const voters = ["v1", "v2", "v3", "v4", "v5"] as const;

test(`in ${flows} flows of two stages nothing stays approved without the quorum of those who stayed, and nothing else is sent back`, async () => {
  const server = await openTestServer();
  const admin = openDatabase(server.ledger.url, { name: "latchkey test" });
  onTestFinished(() => admin.close());
  const { id } = await server.submit("dana", { environment: "production" });
  const plan = [stage, { ...stage, quorum: 1 }];
  await admin.query(sql`
    UPDATE requests SET approval_plan = ${JSON.stringify(plan)}::jsonb,
      decision = jsonb_set(decision, '{effective,approvalPlan}', ${JSON.stringify(plan)}::jsonb) WHERE id = ${id}`);
  await admin.query(sql`
    INSERT INTO principals (id, issuer, subject, name, groups)
    SELECT v, 'test', v, v, '{platform}' FROM unnest(${[...voters]}::text[]) AS v`);
  const flow = fc.record({
    votes: fc.uniqueArray(fc.record({ by: fc.constantFrom(...voters), stage: fc.constantFrom(0, 1) }), {
      selector: ({ by }) => by,
      minLength: 1,
    }),
    left: fc.subarray([...voters]),
  });
  const seen = { stayed: 0, reopened: 0 };
  for (const { votes, left } of fc.sample(flow, { numRuns: flows, seed: 26 })) {
    const cast = votes.map(({ by, stage: at }) => ({ principalId: by, stage: at, verdict: "approve" as const }));
    const before = tallyVotes(plan, cast).state === "approved" ? "approved" : "pending_approval";
    await admin.query(sql`DELETE FROM votes`);
    await admin.query(sql`
      INSERT INTO votes (id, request_id, revision, stage, principal_id, verdict, comment, digest)
      SELECT 'vote_' || (v ->> 'principalId'), ${id}, 1, (v ->> 'stage')::int, v ->> 'principalId', 'approve', '', ''
      FROM jsonb_array_elements(${JSON.stringify(cast)}::jsonb) AS v`);
    await admin.query(sql`UPDATE requests SET state = ${before} WHERE id = ${id}`);
    await admin.query(sql`
      UPDATE principals SET disabled_at = CASE WHEN id = ANY(${left}) THEN now() END WHERE id = ANY(${[...voters]})`);
    const { ctx } = server.worker;
    await ctx.db.transaction(async (tx) => voidLeaverVotes(tx, ctx, await lockRequest(tx, id)));
    const stayers = cast.filter(({ principalId }) => !(left as string[]).includes(principalId));
    const expected = tallyVotes(plan, stayers).state === "approved" ? "approved" : "pending_approval";
    const [after] = await admin.query<{ state: string; valid: string[] }>(sql`
      SELECT state, ARRAY(SELECT principal_id FROM votes WHERE valid ORDER BY 1) AS valid FROM requests WHERE id = ${id}`);
    expect(after).toEqual({ state: expected, valid: stayers.map(({ principalId }) => principalId).toSorted() });
    if (before === "approved") seen[expected === "approved" ? "stayed" : "reopened"] += 1;
  }
  expect(Math.min(seen.stayed, seen.reopened)).toBeGreaterThan(0);
});
