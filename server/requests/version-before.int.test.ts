import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { listQueue } from "#server/approvals/list-queue.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** What the version before this one did not know. */
const newer = ["stage", "stage_asked_at", "stage_escalated", "reminders", "remind_at", "risk", "counter_offer"];

test("what the version before files waits for the groups of its plan, and can be approved", async () => {
  const { web, actor, submit } = await openTestServer();
  const { id } = await submit("dana", { environment: "production", name: "asked-now" });
  const [filed] = await web.db.query<{ row: Record<string, unknown> }>(sql`
    SELECT to_jsonb(q) AS row FROM requests q WHERE id = ${id}`);
  const row = Object.fromEntries(Object.entries(filed?.row ?? {}).filter(([column]) => !newer.includes(column)));
  const before = { ...row, id: "req_before", name: "asked-before", became_stricter: null, approvers_unknown: null };
  const [answer] = await web.db.query<{ filed: boolean }>(sql`
    SELECT file_request(${JSON.stringify(before)}, 100, 72, '[]', NULL, NULL, NULL, ${"Filed by the version before."}) AS filed`);
  expect(answer?.filed).toBe(true);

  const priya = await actor("priya");
  const { records } = await listQueue(web, priya, { limit: 10 });
  expect(records.map(({ name }) => name)).toContain("asked-before");
  const verdict = { id: "req_before", digest: String(row.digest), verdict: "approve", comment: "" } as const;
  expect((await decideRequest(web, priya, verdict)).state).toBe("approved");
});
