import type { Outcome } from "#components/approvals/outcome.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Says how several verdicts went, in one sentence: "4 approved, 1 already decided by Omar Benali." */
export function spellResults(outcomes: readonly Outcome[]): string {
  const approved = outcomes.filter(({ state }) => state === "done").length;
  const taken = outcomes.filter((outcome) => outcome.state === "taken");
  const failed = outcomes.filter(({ state }) => state === "failed").length;
  const names = [...new Set(taken.flatMap(({ by }) => by ?? []))];
  const parts = [
    approved > 0 && `${approved} approved`,
    taken.length > 0 && `${taken.length} already decided${names.length > 0 ? ` by ${spellList(names, "and")}` : ""}`,
    failed > 0 && `${failed} not approved`,
  ].filter((part) => part !== false);
  return `${parts.join(", ")}.`;
}
