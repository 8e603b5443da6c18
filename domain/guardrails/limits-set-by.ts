import type { Handling, SetBy } from "#domain/contracts/decision.ts";
import type { RuleRank, Tightening } from "#domain/guardrails/rule.ts";
import { ruleRanks } from "#domain/guardrails/rule.ts";

/** What one rule said of the limits. */
export interface RuleSaid {
  readonly rule: string;
  readonly rank: RuleRank;
  readonly tightens: Tightening;
}

/** Repeats the tightest of what environment, template and matrix say of the lifetime. */
const summaryRule = "lifetime.cap";

/** Names the rules that each limit in force is of: those that state what holds, by rank and then by name. */
export function limitsSetBy(said: readonly RuleSaid[], handling: Handling | null): SetBy {
  const stating = (states: (tightens: Tightening) => boolean) =>
    said
      .filter(({ tightens }) => states(tightens))
      .toSorted((a, b) => ruleRanks.indexOf(a.rank) - ruleRanks.indexOf(b.rank) || (a.rule < b.rule ? -1 : 1))
      .map(({ rule }) => rule);
  const handled = (key: keyof Handling) =>
    stating(
      (tightens) =>
        handling !== null &&
        tightens.handling !== undefined &&
        key in tightens.handling &&
        isSame(tightens.handling[key], handling[key]),
    );
  const hours = Math.min(...said.map(({ tightens }) => tightens.lifetimeHoursMax ?? Number.POSITIVE_INFINITY));
  const kinds = Math.min(...said.map(({ tightens }) => tightens.deliveries?.length ?? Number.POSITIVE_INFINITY));
  const lifetime = stating(({ lifetimeHoursMax }) => lifetimeHoursMax === hours);
  const sources = lifetime.filter((rule) => rule !== summaryRule);
  const setBy = {
    lifetimeHoursMax: sources.length > 0 ? sources : lifetime,
    deliveries: stating(({ deliveries }) => deliveries?.length === kinds),
    approvalPlan: stating(({ approval }) => approval !== undefined && approval.length > 0),
    sealing: handled("sealing"),
    revealMaxAgeSeconds: handled("revealMaxAgeSeconds"),
    shownSeconds: handled("shownSeconds"),
    attributes: stating((tightens) => (tightens.handling?.attributes?.length ?? 0) > 0),
    rotationDays: handled("rotationDays"),
    retentionDays: handled("retentionDays"),
    restoreHoursMax: handled("restoreHoursMax"),
    backend: stating(({ backend }) => backend !== undefined),
  } satisfies SetBy;
  return Object.fromEntries(Object.entries(setBy).filter(([, rules]) => rules.length > 0));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
