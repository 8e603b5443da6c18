import { describe, expect, test } from "vitest";
import type { Decision } from "#domain/contracts/decision.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { openApprovalWorld, type ApprovalWorld } from "#tests/harness/approval-world.ts";

const platform = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const security = { groups: ["security"], quorum: 1, deadlineHours: 24 };

const names = (decision: Decision) =>
  decision.asks?.map(({ approvers }) => approvers.map(({ email }) => email?.replace("@latchkey.test", "")));

async function recorded({ rows }: ApprovalWorld, requestId: string): Promise<string[]> {
  const found = await rows<{ said: string }>(
    `SELECT a.stage || ' ' || p.subject || ' ' || a.open AS said FROM approvers a JOIN principals p ON p.id = a.principal_id
     WHERE a.request_id = $1 ORDER BY 1`,
    requestId,
  );
  return found.map(({ said }) => said);
}

const refusal = ({ outcome, trace }: Decision) => [outcome, trace[0]?.rule, trace[0]?.message];

describe("who may decide", () => {
  test("is resolved and recorded at submit, stage by stage, as the preview before it named them", async () => {
    const world = await openApprovalWorld([platform, security]);
    const preview = await world.preview("dana");
    const request = await world.submit("dana");
    expect(names(preview)).toEqual([["omar", "priya"], ["sam"]]);
    expect(request.decision.asks).toEqual(preview.asks);
    expect(preview.asks?.map(({ approverCount }) => approverCount)).toEqual([2, 1]);
    expect(await recorded(world, request.id)).toEqual(["0 omar true", "0 priya true", "1 sam false"]);
  });

  test("is nobody whom separation of duties bars, whom the provider disabled, or who is not what the stage demands", async () => {
    const demanding = { ...platform, attributes: ["us_person" as const] };
    const world = await openApprovalWorld([demanding]);
    await world.regroup("dana", "team-payments", "platform", "us-persons");
    await world.join("kim", "platform", "us-persons");
    await world.join("lou", "platform", "us-persons");
    await world.rows("UPDATE principals SET kind = 'service_account' WHERE subject = 'kim'");
    await world.disable("lou");
    expect(names(await world.preview("dana"))).toEqual([["priya"]]);
  });

  test("is no maintainer where the stage bars them, nor an account with the requester's address", async () => {
    const apart = { ...platform, distinctFrom: ["maintainer" as const] };
    const world = await openApprovalWorld([apart], ["omar@latchkey.test"]);
    await world.join("dana-2", "platform");
    await world.rows("UPDATE principals SET email = 'Dana@Latchkey.test ' WHERE subject = 'dana-2'");
    expect(names(await world.preview("dana"))).toEqual([["priya"]]);
  });

  test("is written down for the first twelve by name, with how many they are, and recorded for all", async () => {
    const world = await openApprovalWorld([platform]);
    for (let index = 10; index < 25; index += 1) await world.join(`approver-${index}`, "platform");
    const request = await world.submit("dana");
    expect(request.decision.asks?.[0]).toMatchObject({ approverCount: 17 });
    expect(request.decision.asks?.[0]?.approvers).toHaveLength(12);
    expect(await recorded(world, request.id)).toHaveLength(17);
  });
});

describe("what nobody who is there could approve", () => {
  test("is refused as it is submitted, with whom it lacks; it can be filed once they have signed in", async () => {
    const world = await openApprovalWorld([platform, security]);
    await world.regroup("sam", "team-search");
    const preview = await world.preview("dana");
    const { state, decision } = await world.submit("dana");
    expect(state).toBe("denied");
    expect(refusal(preview)).toEqual(refusal(decision));
    expect(refusal(decision)).toEqual([
      "deny",
      "approval.reachable",
      "Approval needs 1 of security and nobody of security who may decide has signed in here yet. Ask members of security to sign in once, then file it again; or let the platform team name another group.",
    ]);
    expect(decision.effective.approvalPlan).toEqual([]);
    await world.join("kim", "security");
    expect((await world.submit("dana")).state).toBe("pending_approval");
  });

  test("is refused where the only person who could is the one who asks", async () => {
    const world = await openApprovalWorld([security]);
    await world.regroup("sam", "team-payments", "security");
    expect((await world.submit("sam")).state).toBe("denied");
    expect((await world.submit("dana")).state).toBe("pending_approval");
  });

  test("is refused where fewer people are there than the quorum", async () => {
    const world = await openApprovalWorld([{ ...platform, quorum: 3 }]);
    expect(refusal(await world.preview("dana"))[2]).toBe(
      "Approval needs 3 of platform and only 2 people who may decide have signed in here yet. Ask other members of platform to sign in once, then file it again; or let the platform team name another group.",
    );
  });

  test("is refused where two stages have only the same person, as nobody decides on two", async () => {
    const world = await openApprovalWorld([security, { ...security, groups: ["group:security"] }]);
    expect(refusal(await world.preview("dana"))[2]).toMatch(
      /^Approval needs 2 different people, 1 of security, then 1 of group:security, and only 1 person who may decide has signed in/,
    );
  });

  test("does not make what was approved stricter when the people have gone since", async () => {
    const world = await openApprovalWorld([platform]);
    const request = await world.submit("dana");
    expect(await world.vote("priya", request)).toBe("approved");
    await world.disable("omar");
    await world.regroup("priya", "auditors");
    const runId = await startProvisionRun({ ...world.server.worker, ctx: world.worker }, request.id);
    expect(runId).not.toBeNull();
    expect(await world.state(request.id)).toBe("provisioning");
  });
});

describe("a vote", () => {
  test("counts of nobody who joined the group after it was filed, who decides on what is filed from then on", async () => {
    const world = await openApprovalWorld([platform]);
    const before = await world.submit("dana");
    await world.join("kim", "platform");
    expect(await world.vote("kim", before)).toBe("not_an_approver");
    expect(await world.vote("kim", await world.submit("dana"))).toBe("approved");
  });

  test("counts of nobody who has left the group since, not even once they are back for another stage", async () => {
    const world = await openApprovalWorld([platform, security]);
    const request = await world.submit("dana");
    await world.regroup("omar", "auditors");
    expect(await world.vote("omar", request)).toBe("not_an_approver");
    await world.regroup("omar", "security");
    expect(await world.vote("omar", request)).toBe("not_an_approver");
    expect(await world.vote("priya", request)).toBe("pending_approval");
    expect(await world.vote("omar", request)).toBe("not_an_approver");
    expect(await world.vote("sam", request)).toBe("approved");
  });

  test("counts of who holds the group now where a request was filed before anybody was written down", async () => {
    const world = await openApprovalWorld([platform, security]);
    const request = await world.submit("dana");
    await world.rows("DELETE FROM approvers WHERE request_id = $1", request.id);
    await world.join("kim", "platform");
    expect(await world.vote("kim", request)).toBe("pending_approval");
    expect(await world.vote("sam", request)).toBe("approved");
  });

  test("opens the next stage for those it asks, and leaves none open when the plan is met", async () => {
    const world = await openApprovalWorld([{ ...platform, quorum: 2 }, security]);
    const request = await world.submit("dana");
    await world.vote("priya", request);
    expect(await world.openFor(request.id)).toEqual(["omar"]);
    await world.vote("omar", request);
    expect(await world.openFor(request.id)).toEqual(["sam"]);
    await world.vote("sam", request);
    expect(await world.openFor(request.id)).toEqual([]);
  });
});

describe("the usual answer time", () => {
  test("is the median of what the same groups took, from three answers on, of ninety days", async () => {
    const world = await openApprovalWorld([platform]);
    const median = async () => (await world.preview("dana")).asks?.[0]?.medianAnswerSeconds;
    const answerAfter = async (hours: number) => {
      const request = await world.submit("dana");
      await world.pass(request.id, hours);
      await world.vote("priya", request);
    };
    await answerAfter(1);
    await answerAfter(40);
    expect(await median()).toBeNull();
    await answerAfter(2);
    expect(await median()).toBeGreaterThanOrEqual(7200);
    expect(await median()).toBeLessThan(7260);
    await world.rows("UPDATE votes SET at = at - interval '91 days'");
    expect(await median()).toBeNull();
  });

  test("is not what a voter says: the ledger writes it", async () => {
    const world = await openApprovalWorld([platform]);
    const request = await world.submit("dana");
    const [vote] = await world.rows<{ answer_seconds: number; asked_groups: string }>(
      `INSERT INTO votes (id, request_id, revision, stage, principal_id, verdict, comment, digest, asked_groups, answer_seconds)
       SELECT 'vote_x', $1, 1, 0, id, 'approve', '', 'x', '["security"]', 99999 FROM principals WHERE subject = 'omar'
       RETURNING answer_seconds, asked_groups`,
      request.id,
    );
    expect(vote).toMatchObject({ asked_groups: '["platform"]' });
    expect(vote?.answer_seconds).toBeLessThan(60);
  });
});

test("the risk of what is filed is of the place, the data and the findings, and the queue of each approver has it", async () => {
  const world = await openApprovalWorld([platform]);
  const ids = [await world.submit("dana"), await world.submit("dana", { classification: "confidential" })];
  const rows = await world.rows<{ risk: number; theirs: number }>(
    `SELECT q.risk, (SELECT max(a.risk) FROM approvers a WHERE a.request_id = q.id) AS theirs FROM requests q
     WHERE q.id = ANY($1) ORDER BY q.created_at`,
    ids.map(({ id }) => id),
  );
  expect(rows.map(({ risk, theirs }) => risk === theirs)).toEqual([true, true]);
  expect(rows[0]?.risk).toBeGreaterThan(0);
  expect(rows[1]?.risk).toBeGreaterThan(rows[0]?.risk ?? 0);
});
