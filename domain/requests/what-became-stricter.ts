import { attributeWords } from "#domain/access/attribute-words.ts";
import type { ApprovalStage, Decision, SetBy, TraceEntry } from "#domain/contracts/decision.ts";
import type { BecameStricter } from "#domain/contracts/request.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/**
 * Says in words how today's decision is stricter than an earlier one.
 *
 * The rules are those that say something else than they said then, and those that the changed limits are of; never none
 * while any rule has something to say.
 */
export function whatBecameStricter(today: Decision, earlier: Decision): Pick<BecameStricter, "rules" | "changes"> {
  const changes = limits(today).flatMap(({ limit, words, setBy }, index) => {
    const from = limits(earlier)[index]?.words ?? "not said";
    const rules = setBy === null ? [] : [...(today.effective.setBy?.[setBy] ?? [])];
    return from === words ? [] : [{ limit, from, to: words, rules }];
  });
  const known = new Set(earlier.trace.map(said));
  const speaking = today.trace.filter(({ result }) => result !== "pass");
  const named = new Set(changes.flatMap(({ rules }) => rules));
  const news = today.trace.filter(
    (entry) => (entry.result !== "pass" && !known.has(said(entry))) || named.has(entry.rule),
  );
  const rules = (news.length > 0 ? news : speaking).map(({ rule, message }) => ({ rule, message }));
  return { rules, changes };
}

function said({ rule, result, message }: TraceEntry): string {
  return JSON.stringify([rule, result, message]);
}

interface LimitWords {
  readonly limit: string;
  readonly words: string;
  readonly setBy: keyof SetBy | null;
}

/** The limits by which `isStricter` compares two decisions, each in words. */
function limits({ outcome, effective }: Decision): readonly LimitWords[] {
  const { lifetimeHoursMax, deliveries, approvalPlan, region, handling, claimWindowHours } = effective;
  const people = handling?.attributes.map((attribute) => attributeWords[attribute]) ?? [];
  return [
    { limit: "Outcome", words: outcomeWords[outcome], setBy: null },
    { limit: "Lifetime", words: `at most ${spellHours(lifetimeHoursMax)}`, setBy: "lifetimeHoursMax" },
    { limit: "Delivery", words: spellList(deliveries, "or"), setBy: "deliveries" },
    { limit: "Time to open it", words: spellHours(claimWindowHours), setBy: null },
    { limit: "Approval", words: planWords(approvalPlan), setBy: "approvalPlan" },
    { limit: "Region", words: region ?? "none", setBy: "backend" },
    { limit: "Sealing", words: handling?.sealing ?? "not said", setBy: "sealing" },
    { limit: "People", words: people.length === 0 ? "anybody" : spellList(people, "and"), setBy: "attributes" },
  ];
}

const outcomeWords = {
  auto: "granted at once",
  needs_approval: "needs approval",
  deny: "denied",
} as const satisfies Record<Decision["outcome"], string>;

function planWords(plan: readonly ApprovalStage[]): string {
  if (plan.length === 0) return "nobody is asked";
  return spellStages(plan);
}
