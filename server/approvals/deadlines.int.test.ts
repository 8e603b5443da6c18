import { describe, expect, test } from "vitest";
import { escalateStages } from "#server/approvals/escalate-stages.ts";
import { remindApprovers } from "#server/approvals/remind-approvers.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { expireRequests } from "#server/requests/expire-requests.ts";
import { openApprovalWorld, type ApprovalWorld } from "#tests/harness/approval-world.ts";

const platform = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const escalating = { ...platform, onTimeout: "escalate" as const, escalateTo: ["security"] };
const security = { groups: ["security"], quorum: 1, deadlineHours: 10 };

/** What the sweeper does, in its order. */
async function sweep({ worker }: ApprovalWorld): Promise<void> {
  await escalateStages(worker);
  await expireRequests(worker);
  await remindApprovers(worker);
}

async function row({ rows }: ApprovalWorld, id: string) {
  const [found] = await rows<{ state: string; holding: boolean; escalated: boolean; hoursLeft: number; risk: number }>(
    `SELECT state, holding, stage_escalated AS escalated, risk,
       round(extract(epoch FROM expires_at - clock_timestamp()) / 3600)::int AS "hoursLeft" FROM requests WHERE id = $1`,
    id,
  );
  return found;
}

async function history({ rows }: ApprovalWorld, id: string): Promise<string[]> {
  const found = await rows<{ action: string }>(
    `SELECT text::jsonb ->> 'action' AS action FROM audit_events WHERE request_id = $1 ORDER BY position`,
    id,
  );
  return found.map(({ action }) => action);
}

async function messages({ rows }: ApprovalWorld, template: string): Promise<string[]> {
  const found = await rows<{ subject: string }>(
    `SELECT p.subject FROM notifications n JOIN principals p ON p.id = n.recipient_id WHERE n.template = $1
     ORDER BY p.subject`,
    template,
  );
  return found.map(({ subject }) => subject);
}

describe("a stage that nobody decides in time", () => {
  test("ends the request, which frees what it held, and is told to whoever asked", async () => {
    const world = await openApprovalWorld([platform]);
    const { id } = await world.submit("dana");
    await world.pass(id, 71.9);
    await sweep(world);
    expect(await row(world, id)).toMatchObject({ state: "pending_approval", holding: true });
    await world.pass(id, 0.2);
    await sweep(world);
    expect(await row(world, id)).toMatchObject({ state: "expired", holding: false });
    expect(await world.openFor(id)).toEqual([]);
    expect(await history(world, id)).toEqual(["request.submitted", "request.expired"]);
    expect(await messages(world, "request.expired")).toEqual(["dana"]);
  });

  test("asks more people once where it escalates, and gives them its time once more", async () => {
    const world = await openApprovalWorld([escalating]);
    const { id } = await world.submit("dana");
    const before = await row(world, id);
    expect(await world.openFor(id)).toEqual(["omar", "priya"]);
    await world.pass(id, 73);
    await sweep(world);
    const after = await row(world, id);
    expect(after).toMatchObject({ state: "pending_approval", escalated: true, hoursLeft: 72 });
    expect(after?.risk).toBeGreaterThan(before?.risk ?? 0);
    expect(await world.openFor(id)).toEqual(["omar", "priya", "sam"]);
    await askApprovers(world.worker, id);
    expect(await messages(world, "approval.escalated")).toEqual(["sam"]);
    expect(await messages(world, "request.escalated")).toEqual(["dana"]);
    await sweep(world);
    expect(await history(world, id)).toEqual(["request.submitted", "request.escalated"]);
    await world.pass(id, 73);
    await sweep(world);
    expect(await row(world, id)).toMatchObject({ state: "expired", holding: false });
  });

  test("counts the votes of those it escalates to, beside those who were asked before, and keeps its quorum", async () => {
    const world = await openApprovalWorld([{ ...escalating, quorum: 2 }]);
    const request = await world.submit("dana");
    expect(await world.vote("sam", request)).toBe("not_an_approver");
    await world.pass(request.id, 73);
    await sweep(world);
    expect(await world.vote("sam", request)).toBe("pending_approval");
    expect(await world.vote("priya", request)).toBe("approved");
  });

  test("escalates to nobody whom the stage bars: not the requester, not a maintainer, not who has voted", async () => {
    const stage = {
      ...escalating,
      quorum: 2,
      distinctFrom: ["maintainer" as const],
      escalateTo: ["security", "admin"],
    };
    const world = await openApprovalWorld([stage], ["rae@latchkey.test"]);
    await world.regroup("dana", "team-payments", "security");
    await world.regroup("priya", "platform", "security");
    const request = await world.submit("dana");
    await world.vote("priya", request);
    await world.pass(request.id, 73);
    await sweep(world);
    expect(await world.openFor(request.id)).toEqual(["omar", "sam"]);
    expect(await world.vote("dana", request)).toBe("own_request");
    expect(await world.vote("rae", request)).toBe("not_an_approver");
    expect(await world.vote("priya", request)).toBe("already_decided");
  });

  test("does not let somebody vote whom it escalated to and who has left that group since", async () => {
    const world = await openApprovalWorld([escalating]);
    const request = await world.submit("dana");
    await world.pass(request.id, 73);
    await sweep(world);
    await world.regroup("sam", "auditors");
    expect(await world.vote("sam", request)).toBe("not_an_approver");
  });

  test("ends the request where nobody is there to escalate to", async () => {
    const world = await openApprovalWorld([escalating]);
    const { id } = await world.submit("dana");
    await world.disable("sam");
    await world.pass(id, 73);
    await sweep(world);
    expect(await world.state(id)).toBe("expired");
    expect(await history(world, id)).toEqual(["request.submitted", "request.expired"]);
  });

  test("has a clock of its own, from when it opens", async () => {
    const world = await openApprovalWorld([platform, security]);
    const request = await world.submit("dana");
    await world.pass(request.id, 70);
    expect(await world.vote("priya", request)).toBe("pending_approval");
    expect(await row(world, request.id)).toMatchObject({ hoursLeft: 10 });
    expect(await world.openFor(request.id)).toEqual(["sam"]);
    await world.pass(request.id, 9);
    await sweep(world);
    expect(await world.state(request.id)).toBe("pending_approval");
    await world.pass(request.id, 2);
    await sweep(world);
    expect(await world.state(request.id)).toBe("expired");
    expect(await world.vote("sam", request)).toBe("already_decided");
  });

  test("is settled once by several sweepers at the same time", async () => {
    const world = await openApprovalWorld([escalating]);
    const [one, other] = [await world.submit("dana"), await world.submit("dana")];
    await world.pass(one.id, 73);
    await Promise.all(Array.from({ length: 6 }, () => sweep(world)));
    expect(await history(world, one.id)).toEqual(["request.submitted", "request.escalated"]);
    expect(await history(world, other.id)).toEqual(["request.submitted"]);
  });
});

test("a request that cannot be read any more ends, and holds up no other", async () => {
  const world = await openApprovalWorld([escalating]);
  const [broken, other] = [await world.submit("dana"), await world.submit("dana")];
  await world.rows("UPDATE requests SET decision = '{}' WHERE id = $1", broken.id);
  for (const { id } of [broken, other]) await world.pass(id, 40);
  await sweep(world);
  expect(await messages(world, "approval.reminder")).toEqual(["omar", "priya"]);
  for (const { id } of [broken, other]) await world.pass(id, 40);
  await sweep(world);
  expect([await world.state(broken.id), await world.state(other.id)]).toEqual(["expired", "pending_approval"]);
  expect(await history(world, other.id)).toEqual(["request.submitted", "request.escalated"]);
});

test("what was approved and never started ends after a day and frees what it held", async () => {
  const world = await openApprovalWorld([platform]);
  const request = await world.submit("dana");
  expect(await world.vote("priya", request)).toBe("approved");
  await world.pass(request.id, 23);
  await sweep(world);
  expect(await world.state(request.id)).toBe("approved");
  await world.pass(request.id, 2);
  await sweep(world);
  expect(await row(world, request.id)).toMatchObject({ state: "expired", holding: false });
  const [event] = await world.rows<{ message: string }>(
    `SELECT text::jsonb ->> 'message' AS message FROM audit_events WHERE request_id = $1
     ORDER BY position DESC LIMIT 1`,
    request.id,
  );
  expect(event?.message).toBe("Expired: it was approved and did not start in time.");
});

describe("reminders", () => {
  test("go out at half of the time and at nine tenths, and no more, whatever the sweeper does", async () => {
    const world = await openApprovalWorld([platform]);
    const { id } = await world.submit("dana");
    const after = async (hours: number) => {
      await world.pass(id, hours);
      await Promise.all([sweep(world), sweep(world)]);
      return messages(world, "approval.reminder");
    };
    expect(await after(35)).toEqual([]);
    expect(await after(1.5)).toEqual(["omar", "priya"]);
    expect(await after(20)).toEqual(["omar", "priya"]);
    expect(await after(9)).toEqual(["omar", "omar", "priya", "priya"]);
    expect(await after(6)).toEqual(["omar", "omar", "priya", "priya"]);
  });

  test("of a time in which nothing ran are one", async () => {
    const world = await openApprovalWorld([platform]);
    const { id } = await world.submit("dana");
    await world.pass(id, 70);
    await sweep(world);
    await sweep(world);
    expect(await messages(world, "approval.reminder")).toEqual(["omar", "priya"]);
  });

  test("go to nobody who has voted, has left the group or is not asked yet", async () => {
    const world = await openApprovalWorld([{ ...platform, quorum: 2 }, security]);
    await world.join("kim", "platform");
    const request = await world.submit("dana");
    await world.vote("priya", request);
    await world.regroup("omar", "team-search");
    await world.pass(request.id, 40);
    await sweep(world);
    expect(await messages(world, "approval.reminder")).toEqual(["kim"]);
  });

  test("are none of a stage that is due within eight hours, nor of a request that has ended", async () => {
    const world = await openApprovalWorld([{ ...platform, deadlineHours: 7 }]);
    const short = await world.submit("dana");
    await world.pass(short.id, 6.9);
    await sweep(world);
    const long = await openApprovalWorld([platform]);
    const ended = await long.submit("dana");
    await long.vote("priya", ended, "reject");
    await long.pass(ended.id, 40);
    await sweep(long);
    expect([...(await messages(world, "approval.reminder")), ...(await messages(long, "approval.reminder"))]).toEqual(
      [],
    );
  });

  test("are two of a stage at most, also when it escalates", async () => {
    const world = await openApprovalWorld([escalating]);
    const { id } = await world.submit("dana");
    for (const hours of [37, 30, 6, 37, 30]) {
      await world.pass(id, hours);
      await sweep(world);
    }
    expect(await world.state(id)).toBe("pending_approval");
    expect(await messages(world, "approval.reminder")).toEqual(["omar", "omar", "priya", "priya"]);
  });
});
