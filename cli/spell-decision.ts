import { escapeLine } from "#cli/escape-controls.ts";
import { spellTable, type TableColumn } from "#cli/table.ts";
import type { ApprovalStage, Cost, Decision, Outcome, Remedy, TraceEntry } from "#domain/contracts/decision.ts";
import { spellConditions } from "#domain/guardrails/spell-stages.ts";

const sentences = {
  auto: "Would be granted at once.",
  needs_approval: "Would wait for approval.",
  deny: "Would be denied.",
} as const satisfies Record<Outcome, string>;

const columns: readonly TableColumn<TraceEntry & { readonly shadow: boolean }>[] = [
  { title: "RESULT", value: ({ result, shadow }) => `${result.replaceAll("_", " ")}${shadow ? ", shadow" : ""}` },
  { title: "RULE", value: ({ rule, pack }) => (pack === null ? rule : `${rule} (pack ${pack})`) },
  { title: "MESSAGE", value: ({ message }) => message, charactersMin: 20 },
];

/** Tells a decision to a person: what would happen, by which limits, and every rule that has something to say against it. */
export function spellDecision(decision: Decision, width: number | null): string {
  const { effective, trace, shadow = [], smallestChange } = decision;
  const lines: string[] = [sentences[decision.outcome]];
  for (const stage of effective.approvalPlan) lines.push(`  approval by ${spellStage(stage)}`);
  lines.push(`  lifetime ${effective.lifetimeHours} h, at most ${effective.lifetimeHoursMax} h`);
  lines.push(`  delivery ${effective.deliveries.join(" or ") || "none"}, back end ${effective.backend ?? "none"}`);
  if (effective.cost) lines.push(`  cost ${spellCost(effective.cost)}`);
  for (const { remedy } of trace) if (remedy !== undefined) lines.push(`  remedy: ${spellRemedy(remedy)}`);
  if (smallestChange?.length) lines.push(`  granted at once with: ${smallestChange.map(spellRemedy).join(", ")}`);
  const spoken = trace.filter(({ result }) => result !== "pass").map((entry) => ({ ...entry, shadow: false }));
  const quiet = shadow.map((entry) => ({ ...entry, shadow: true }));
  const rows = [...spoken, ...quiet];
  const table = rows.length === 0 ? "" : spellTable(columns, rows, width);
  return `${lines.map(escapeLine).join("\n")}\n${table}`;
}

function spellStage({ groups, quorum, deadlineHours, ...stage }: ApprovalStage): string {
  return `${quorum} of ${groups.join(" or ") || "nobody"} within ${deadlineHours} h${spellConditions(stage)}`;
}

function spellCost({ currency, monthly, total }: Cost): string {
  return `${monthly} ${currency} a month, ${total} ${currency} in all`;
}

function spellRemedy({ path, op, value }: Remedy): string {
  return `${path} ${op} ${JSON.stringify(value)}`;
}
