import type { PolicyCap, PolicyEffect, PolicyRequirement } from "#domain/catalog/policy.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";

/** Says what a rule does where its condition holds, as the end of a sentence that begins with "It". */
export function spellEffect(effect: PolicyEffect): string {
  switch (effect.kind) {
    case "deny":
      return "denies the request.";
    case "warn":
      return "warns, and changes nothing else.";
    case "approval":
      return `asks for approval: ${spellStages(effect.stages)}.`;
    case "cap":
      return `caps ${spellList(capWords(effect.cap), "and")}; more is denied.`;
    case "require":
      return `demands ${spellList(requirementWords(effect.require), "and")}.`;
  }
}

function capWords({ lifetimeHours, monthlyCost, deliveries, regions, size }: PolicyCap): string[] {
  return [
    lifetimeHours === undefined ? null : `the lifetime at ${spellHours(lifetimeHours)}`,
    monthlyCost === undefined ? null : `the monthly cost at ${monthlyCost}`,
    deliveries === undefined ? null : `the delivery to ${spellList(deliveries, "or")}`,
    regions === undefined ? null : `the region to ${spellList(regions, "or")}`,
    size === undefined ? null : `the size at ${size}`,
  ].filter((words) => words !== null);
}

function requirementWords(demand: PolicyRequirement): string[] {
  const { sealing, attributes, distinctFrom, revealMaxAgeMinutes, retentionDays, rotationDays } = demand;
  return [
    sealing === undefined ? null : "that the credential is sealed to a device of the recipient",
    attributes === undefined ? null : "U.S. persons as requester, approvers and recipient",
    distinctFrom === undefined ? null : "that no maintainer of the template approves",
    revealMaxAgeMinutes === undefined ? null : `a sign-in of at most ${revealMaxAgeMinutes} minutes ago to reveal`,
    retentionDays === undefined ? null : `that the record is kept for ${days(retentionDays)}`,
    rotationDays === undefined ? null : `a rotation every ${days(rotationDays)}`,
  ].filter((words) => words !== null);
}

function days(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "day" : "days"}`;
}
