import type { Decision, Outcome, TraceEntry } from "#domain/contracts/decision.ts";
import { effectiveLimits } from "#domain/guardrails/effective-limits.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import { inputDigest } from "#domain/guardrails/input-digest.ts";
import { mergeStages } from "#domain/guardrails/merge-stages.ts";
import { resolveFacts } from "#domain/guardrails/resolve-facts.ts";
import type { Finding, Rule, RuleFacts, Tightening } from "#domain/guardrails/rule.ts";
import { builtInRules } from "#domain/guardrails/rule-set.ts";

/** Changes when the same input may give another decision. */
const evaluatorVersion = "1";

/**
 * Decides a draft: pure, so that the same input gives the same record at preview, submit and re-evaluation.
 *
 * Every rule speaks; the strictest result is the outcome and the tightest limits hold, whatever the order, so
 * that another rule can only tighten. A rule that throws sends the request to a human. A plan that nobody can
 * approve denies.
 */
export function evaluate(input: EvaluationInput, rules: readonly Rule[] = builtInRules): Decision {
  const facts = resolveFacts(input);
  if (typeof facts === "string") return record(input, null, [denial("catalog.reference", facts)]);
  return record(
    input,
    facts,
    rules.map((rule) => applyRule(rule, facts)),
  );
}

interface Verdict {
  readonly entry: TraceEntry;
  readonly tightens: Tightening;
}

function applyRule(rule: Rule, facts: RuleFacts): Verdict {
  const { id, version } = rule;
  let finding: Finding;
  try {
    finding = rule.evaluate(facts);
  } catch {
    const message = `The rule ${id} failed, so a human decides.`;
    const entry = { rule: id, version, pack: null, controls: [], result: "error" as const, message };
    return { entry, tightens: { approval: [facts.settings.onEvaluatorError] } };
  }
  const { result, message, remedy, tightens = {} } = finding;
  const entry = { rule: id, version, pack: null, controls: [], result, message, ...(remedy && { remedy }) };
  return { entry, tightens };
}

function denial(rule: string, message: string): Verdict {
  return { entry: { rule, version: "1", pack: null, controls: [], result: "deny", message }, tightens: {} };
}

function record(input: EvaluationInput, facts: RuleFacts | null, found: readonly Verdict[]): Decision {
  const verdicts = found.some(asksNobody)
    ? [denial("approval.reachable", "Approval is needed and nobody is named who could give it."), ...found]
    : found;
  const outcome = outcomeOf(verdicts);
  const plan = mergeStages(verdicts.flatMap(({ tightens }) => tightens.approval ?? []));
  return {
    outcome,
    effective: effectiveLimits(input, {
      tightenings: verdicts.map(({ tightens }) => tightens),
      approvalPlan: outcome === "needs_approval" ? plan : [],
    }),
    trace: verdicts.map(({ entry }) => entry),
    inputDigest: inputDigest(input, facts),
    evaluatorVersion,
  };
}

/** Each rule by itself: stages of another rule do not stand in for the ones that a rule leaves out. */
function asksNobody({ entry, tightens }: Verdict): boolean {
  const stages = tightens.approval ?? [];
  const asks = entry.result === "needs_approval" || entry.result === "error" || stages.length > 0;
  return asks && (stages.length === 0 || stages.some((stage) => stage.groups.length === 0));
}

function outcomeOf(verdicts: readonly Verdict[]): Outcome {
  const results = new Set(verdicts.map(({ entry }) => entry.result));
  if (results.has("deny") || verdicts.length === 0) return "deny";
  const asked = verdicts.some(({ tightens }) => tightens.approval !== undefined && tightens.approval.length > 0);
  return asked || results.has("needs_approval") || results.has("error") ? "needs_approval" : "auto";
}
