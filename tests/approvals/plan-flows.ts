import fc from "fast-check";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import type { PlanWorld } from "#tests/approvals/plan-model.ts";

/** Everybody in a flow; the first one asks. */
const cast = ["dana", "priya", "omar", "sam", "lee", "rae"] as const;
const claims = ["platform", "security", "latchkey-admins"] as const;

/** What can happen to a request that waits. */
export type PlanEvent =
  | { readonly kind: "vote"; readonly who: string; readonly verdict: "approve" | "reject" }
  | { readonly kind: "counter"; readonly who: string }
  | { readonly kind: "join" | "leave"; readonly who: string; readonly claim: string }
  | { readonly kind: "edit" | "time_out" };

const stage: fc.Arbitrary<ApprovalStage> = fc
  .record({
    groups: fc.constantFrom<string[]>(["platform"], ["security"], ["platform", "security"]),
    quorum: fc.constantFrom<number>(1, 1, 2),
    deadlineHours: fc.constantFrom<number>(4, 72),
    apart: fc.constantFrom(true, false, false),
    escalateTo: fc.constantFrom<string[]>([], ["admin"], ["admin", "security"], ["platform"]),
  })
  .map(({ apart, escalateTo, ...asked }) => ({
    ...asked,
    ...(apart && { distinctFrom: ["maintainer" as const] }),
    ...(escalateTo.length > 0 && { onTimeout: "escalate" as const, escalateTo }),
  }));

const someone = fc.constantFrom(...cast);
/** Most hold something: a plan that nobody can meet is refused at once. */
const held = fc.oneof(
  { weight: 4, arbitrary: fc.subarray<string>([...claims], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.constant<string[]>([]) },
);

/** A plan of up to three stages that ask different groups, and who is there. */
export const planWorlds: fc.Arbitrary<PlanWorld> = fc.record({
  plan: fc.uniqueArray(stage, { minLength: 1, maxLength: 3, selector: ({ groups }) => groups.join() }),
  groups: fc
    .tuple(...cast.map(() => held))
    .map((all) => Object.fromEntries(cast.map((who, at) => [who, all[at] ?? []]))),
  requester: fc.constant("dana"),
  maintainers: fc.subarray<string>([...cast], { maxLength: 2 }),
});

const approve = someone.map((who): PlanEvent => ({ kind: "vote", who, verdict: "approve" }));

/** One thing that happens; most of the time somebody approves, or tries to. */
export const planEvents: fc.Arbitrary<PlanEvent> = fc.oneof(
  { weight: 12, arbitrary: approve },
  { weight: 1, arbitrary: someone.map((who): PlanEvent => ({ kind: "vote", who, verdict: "reject" })) },
  { weight: 1, arbitrary: someone.map((who): PlanEvent => ({ kind: "counter", who })) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("join" as const, "leave" as const),
      who: someone,
      claim: fc.constantFrom(...claims),
    }),
  },
  { weight: 1, arbitrary: fc.constant<PlanEvent>({ kind: "edit" }) },
  { weight: 3, arbitrary: fc.constant<PlanEvent>({ kind: "time_out" }) },
);
