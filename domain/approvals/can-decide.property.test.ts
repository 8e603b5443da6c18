import fc from "fast-check";
import { expect, test } from "vitest";
import type { CastVote } from "#domain/approvals/approval-plan.ts";
import { canDecide, type DecidableRequest, type DecidingActor } from "#domain/approvals/can-decide.ts";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

const flowsCount = 10_000;
const catalog = sampleCatalog();
const ids = ["dana", "lee", "priya", "omar", "sam", "bot", "ci"] as const;
const claims = ["platform", "security", "team-payments", "team-payments-leads", "latchkey-admins", "auditors"] as const;
const groups = ["platform", "security", "admin", "team-leads"] as const;
const addressOfName = (name: string | null) => (name === null ? null : `${name}@latchkey.test`);

/** Anybody at all: their address need not be the one of their account. */
const actors: fc.Arbitrary<DecidingActor> = fc.record({
  principalId: fc.constantFrom(...ids),
  kind: fc.constantFrom("user" as const, "user" as const, "service_account" as const, "system" as const),
  email: fc.constantFrom(...ids, null).map(addressOfName),
  groups: fc.subarray<string>([...claims]),
  channel: fc.constantFrom("web" as const, "api" as const, "cli" as const, "chat" as const, "system" as const),
  attributes: fc.subarray(["us_person" as const]),
  actsForIds: fc.option(fc.subarray<string>([...ids], { maxLength: 2 }), { nil: undefined }),
});

const party = fc.constantFrom(...ids).map((id) => ({ principalId: id, email: addressOfName(id) }));
const odd = fc.constantFrom<string>("platform", "security", "admin", "team-leads", "auditor", "group:auditors");
const stages = fc.array(
  fc.record({
    groups: fc.tuple(fc.subarray<string>([...groups]), odd).map(([some, one]) => [...some, one]),
    quorum: fc.integer({ min: 1, max: 2 }),
    deadlineHours: fc.constant(1),
    distinctFrom: fc.subarray(["maintainer" as const]),
    attributes: fc.subarray(["us_person" as const]),
  }),
  { maxLength: 3 },
);
const requests: fc.Arbitrary<DecidableRequest> = fc.record({
  team: fc.constantFrom("payments", "search", "gone"),
  requester: party,
  onBehalfOf: fc.option(party),
  requesterOwners: fc.option(fc.array(party, { maxLength: 2 }), { nil: undefined }),
  maintainers: fc.option(fc.subarray(["platform", "lee@latchkey.test", "group:auditors"])),
  approvalPlan: stages,
  approverIds: fc.option(fc.subarray<string>([...ids], { minLength: 3 })),
});

/** Written by hand, for the maintainers that the generated flows have. */
function maintains({ email, groups: held }: DecidingActor, maintainers: readonly string[] | null): boolean {
  const names = maintainers?.map((name) => name.replace("group:", "")) ?? [...held, email];
  return names.some((name) => name === email || (name !== null && held.includes(name)));
}

/** Written by hand: whoever has a part in the request, themselves, by whom they act for, or by an address. */
function hasPart(actor: DecidingActor, { requester, onBehalfOf, requesterOwners = [] }: DecidableRequest): boolean {
  const parties = [requester, ...(onBehalfOf ? [onBehalfOf] : []), ...requesterOwners];
  const own = [actor.principalId, ...(actor.actsForIds ?? [])];
  return parties.some(
    ({ principalId, email }) => own.includes(principalId) || (email !== null && email === actor.email),
  );
}

test("in 10,000 generated flows nobody approves a request of their own, and no plan is met by fewer people than it asks", () => {
  const seen = { attempts: 0, own: 0, approvals: 0, ownApprovals: 0, completed: 0 };
  fc.assert(
    fc.property(requests, fc.array(actors, { minLength: 1, maxLength: 8 }), (subject, flow) => {
      const votes: CastVote[] = [];
      for (const actor of flow) {
        const tally = tallyVotes(subject.approvalPlan, votes);
        if (tally.state !== "pending") break;
        const isOwn = hasPart(actor, subject);
        seen.attempts += 1;
        if (isOwn) seen.own += 1;
        const answer = canDecide({ actor, request: subject, stage: tally.stage, votes, catalog });
        if (!answer.allowed) {
          expect(answer.code === "own_request").toBe(isOwn);
          continue;
        }
        seen.approvals += 1;
        if (isOwn) seen.ownApprovals += 1;
        expect(isOwn).toBe(false);
        expect(actor.kind).toBe("user");
        if (subject.approverIds !== null) expect(subject.approverIds).toContain(actor.principalId);
        const { distinctFrom, attributes } = subject.approvalPlan[tally.stage] ?? {};
        expect(actor.attributes).toEqual(expect.arrayContaining(attributes ?? []));
        if (distinctFrom?.includes("maintainer")) expect(maintains(actor, subject.maintainers)).toBe(false);
        expect(votes.map((item) => item.principalId)).not.toContain(actor.principalId);
        votes.push({ principalId: actor.principalId, stage: tally.stage, verdict: "approve" });
      }
      if (tallyVotes(subject.approvalPlan, votes).state !== "approved") return;
      seen.completed += 1;
      const needed = subject.approvalPlan.reduce((sum, item) => sum + item.quorum, 0);
      expect(new Set(votes.map((item) => item.principalId)).size).toBe(needed);
    }),
    { numRuns: flowsCount },
  );
  process.stdout.write(
    `separation of duties: ${seen.ownApprovals} self-approvals in ${flowsCount} generated flows; ` +
      `${seen.attempts} attempts, ${seen.own} of them by people with a part in it, ${seen.approvals} approvals, ${seen.completed} plans met\n`,
  );
  // The flows do reach what the test is about.
  expect(seen.own).toBeGreaterThan(1000);
  expect(seen.approvals).toBeGreaterThan(1000);
  expect(seen.completed).toBeGreaterThan(100);
});
