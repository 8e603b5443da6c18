import { formatHours } from "#components/patterns/format-hours.ts";
import { formatMoney } from "#components/patterns/format-money.ts";
import { attributeWords } from "#domain/access/attribute-words.ts";
import type { ApprovalStage, Decision, Handling } from "#domain/contracts/decision.ts";
import { spellConditions } from "#domain/guardrails/spell-stages.ts";

/** One thing that will happen, in words, and the rules it is of. */
export interface LimitFact {
  readonly id: string;
  readonly term: string;
  readonly value: string;
  readonly rules: readonly string[];
}

/** Says in words what a decision means for who asks: how long, how it is opened, who approves, what it costs. */
export function limitFacts(decision: Decision): readonly LimitFact[] {
  const { effective } = decision;
  const { setBy = {}, handling } = effective;
  const rules = (key: keyof typeof setBy) => setBy[key] ?? [];
  return [
    {
      id: "lifetime",
      term: "Lifetime",
      value: `at most ${formatHours(effective.lifetimeHoursMax)}`,
      rules: rules("lifetimeHoursMax"),
    },
    approval(decision),
    {
      id: "delivery",
      term: "Delivery",
      value: effective.deliveries.length === 0 ? "none" : [...effective.deliveries, ...opening(handling)].join(", "),
      rules: handling?.sealing === "strict" ? rules("sealing") : rules("deliveries"),
    },
    ...(handling ? handlingFacts(handling, rules) : []),
    ...costFact(effective.cost),
    {
      id: "place",
      term: "Built on",
      value: [effective.backend ?? "nothing yet", ...(effective.region === null ? [] : [effective.region])].join(", "),
      rules: rules("backend"),
    },
  ];
}

function opening(handling: Handling | undefined): string[] {
  if (handling === undefined) return [];
  return [handling.sealing === "strict" ? "on the recipient's enrolled device only" : "in the recipient's browser"];
}

function approval({ effective: { approvalPlan, wouldAsk = [], setBy } }: Decision): LimitFact {
  const fact = { id: "approval", term: "Approval", rules: setBy?.approvalPlan ?? [] };
  if (wouldAsk.length > 0)
    return { ...fact, value: `${wouldAsk.map(spellStage).join(" and ")}, once nothing denies it` };
  return {
    ...fact,
    value: approvalPlan.length === 0 ? "nobody is asked" : approvalPlan.map(spellStage).join(", then "),
  };
}

function spellStage({ groups, quorum, deadlineHours, ...stage }: ApprovalStage): string {
  const who = groups.join(" or ");
  const people = quorum === 1 ? `one person of ${who}` : `${quorum} people of ${who}`;
  const conditions = spellConditions(stage);
  return conditions === "" ? people : `${people} within ${formatHours(deadlineHours)}${conditions}`;
}

function handlingFacts(handling: Handling, rules: (key: keyof Handling) => readonly string[]): readonly LimitFact[] {
  const { attributes, revealMaxAgeSeconds, rotationDays } = handling;
  const people = {
    id: "people",
    term: "Only for",
    value: attributes.map((attribute) => attributeWords[attribute]).join(", "),
    rules: rules("attributes"),
  };
  const facts = [
    {
      id: "sign-in",
      term: "To open it",
      value: revealMaxAgeSeconds === null ? "signed in" : `signed in within ${formatSeconds(revealMaxAgeSeconds)}`,
      rules: rules("revealMaxAgeSeconds"),
    },
    {
      id: "shown",
      term: "Shown for",
      value: `${formatSeconds(handling.shownSeconds)}, then masked again`,
      rules: rules("shownSeconds"),
    },
    {
      id: "rotation",
      term: "Rotation due",
      value: rotationDays === null ? "never by itself" : `every ${formatHours(rotationDays * 24)}`,
      rules: rules("rotationDays"),
    },
    {
      id: "restore",
      term: "Can be restored",
      value: `for ${formatHours(handling.restoreHoursMax)} after it is frozen`,
      rules: rules("restoreHoursMax"),
    },
    {
      id: "retention",
      term: "Record kept",
      value: `${formatHours(handling.retentionDays * 24)} at least`,
      rules: rules("retentionDays"),
    },
  ];
  return attributes.length === 0 ? facts : [people, ...facts];
}

function costFact(cost: Decision["effective"]["cost"]): readonly LimitFact[] {
  if (!cost) return [];
  const { currency, monthly, total } = cost;
  const value = `${formatMoney(monthly, currency)} a month, ${formatMoney(total, currency)} in all`;
  return [{ id: "cost", term: "Cost", value, rules: ["rate card"] }];
}

function formatSeconds(seconds: number): string {
  const minutes = seconds / 60;
  if (minutes < 2 || !Number.isInteger(minutes)) return `${seconds} seconds`;
  return `${minutes} minutes`;
}
