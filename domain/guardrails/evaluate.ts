import { findUnmetStages } from "#domain/approvals/find-unmet-stages.ts";
import { leavesNobody } from "#domain/approvals/leaves-nobody.ts";
import type { ApprovalStage, Decision, Outcome, TraceEntry } from "#domain/contracts/decision.ts";
import { destroyRule, destroyVerdict } from "#domain/guardrails/destroy-verdict.ts";
import { effectiveLimits } from "#domain/guardrails/effective-limits.ts";
import type { EvaluationInput } from "#domain/guardrails/evaluation-input.ts";
import { foldHandling } from "#domain/guardrails/fold-handling.ts";
import { inputDigest } from "#domain/guardrails/input-digest.ts";
import { planApproval } from "#domain/guardrails/plan-approval.ts";
import { resolveFacts } from "#domain/guardrails/resolve-facts.ts";
import {
  ruleRanks,
  type Finding,
  type Rule,
  type RuleFacts,
  type RuleRank,
  type SettledFacts,
  type Tightening,
} from "#domain/guardrails/rule.ts";
import { closingRules, extendingRules } from "#domain/guardrails/rule-set.ts";
import { rulesOf } from "#domain/guardrails/rules-of.ts";
import { narrowest } from "#domain/guardrails/narrowest.ts";
import { spellUnmet } from "#domain/guardrails/spell-unmet.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Changes when the same input may give another decision. */
const evaluatorVersion = "2";

/**
 * Decides a draft: pure, so that the same input gives the same record at preview, submit and re-evaluation.
 *
 * Every rule speaks; the strictest result is the outcome and the tightest limits hold, whatever the order, so
 * that another rule can only tighten. The closing rules speak last, on what the others have settled: where it may lie
 * and how it is sealed. A rule that throws sends the request to a human. A plan that nobody can approve denies.
 */
export function evaluate(input: EvaluationInput, rules: readonly Rule[] = rulesFor(input)): Decision {
  if (input.about?.kind === "destroy") return record(input, null, { found: [verdictOfDestroying(input)] });
  const facts = resolveFacts(input);
  if (typeof facts === "string") return record(input, null, { found: [denial("catalog.reference", facts)] });
  if (rules.length === 0) return record(input, facts, { found: [denial("rules.none", "No rule is in force.")] });
  const enforced = rules.filter((rule) => rule.mode !== "shadow");
  const found = applyAll(enforced, facts);
  const settled = settle(facts, found);
  const shadow = applyAll(
    rules.filter((rule) => rule.mode === "shadow"),
    facts,
  ).map(({ entry }) => entry);
  return record(input, facts, { found: byRank([...found, ...applyAll(closingRules, settled)]), shadow });
}

/** What is extended is judged as a new one would be today, and by how often it was extended. */
function rulesFor({ catalog, about }: EvaluationInput): readonly Rule[] {
  const rules = rulesOf(catalog);
  return about?.kind === "extend" && rules.length > 0 ? [...rules, ...extendingRules] : rules;
}

/** No limit of a new thing stands in the way of destroying one. */
function verdictOfDestroying({ catalog, draft }: EvaluationInput): Verdict {
  const { result, message, tightens = {} } = destroyVerdict(catalog, draft.environment);
  const { id: rule, version, rank } = destroyRule;
  return { rank, entry: { rule, version, pack: null, controls: [], result, message }, tightens };
}

interface Verdict {
  readonly rank: RuleRank;
  readonly entry: TraceEntry;
  readonly tightens: Tightening;
}

function applyAll<Facts extends RuleFacts>(rules: readonly Rule<Facts>[], facts: Facts): Verdict[] {
  return rules.map((rule) => applyRule(rule, facts)).filter((verdict) => verdict !== null);
}

function applyRule<Facts extends RuleFacts>(rule: Rule<Facts>, facts: Facts): Verdict | null {
  const { id, version, rank, pack = null, controls = [] } = rule;
  const named = { rule: id, version, pack, controls: [...controls] };
  let finding: Finding | null;
  try {
    finding = rule.evaluate(facts);
  } catch {
    const message = `The rule ${id} failed, so a human decides.`;
    const entry = { ...named, result: "error" as const, message };
    return { rank, entry, tightens: { approval: [facts.settings.onEvaluatorError] } };
  }
  if (finding === null) return null;
  const { result, message, remedy, tightens = {} } = finding;
  return { rank, entry: { ...named, result, message, ...(remedy && { remedy }) }, tightens };
}

/** What the closing rules stand on; without a tier everything is handled the strictest way. */
function settle(facts: RuleFacts, found: readonly Verdict[]): SettledFacts {
  const tightenings = found.map(({ tightens }) => tightens);
  const handling = foldHandling(tightenings);
  return {
    ...facts,
    regions: narrowest(tightenings.map(({ regions }) => regions)),
    sealing: handling?.sealing ?? "strict",
    attributes: handling?.attributes ?? [],
  };
}

function byRank(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.toSorted((a, b) => ruleRanks.indexOf(a.rank) - ruleRanks.indexOf(b.rank));
}

function denial(rule: string, message: string): Verdict {
  const entry = { rule, version: "1", pack: null, controls: [], result: "deny" as const, message };
  return { rank: "hard", entry, tightens: {} };
}

function record(
  input: EvaluationInput,
  facts: RuleFacts | null,
  { found, shadow = [] }: { readonly found: readonly Verdict[]; readonly shadow?: TraceEntry[] },
): Decision {
  const plan = planApproval(found.map(({ tightens }) => tightens));
  const reachable = !found.some(asksNobody) && plan.every((stage) => stage.groups.length > 0);
  const barred = facts && barredStage(input, facts, plan);
  const absent = reachable && absentApprovers(input, plan);
  const verdicts = [
    ...(reachable ? [] : [denial("approval.reachable", "Approval is needed and nobody is named who could give it.")]),
    ...(barred ? [barred] : []),
    ...(absent ? [absent] : []),
    ...found,
  ];
  const outcome = outcomeOf(verdicts);
  return {
    outcome,
    effective: effectiveLimits(input, {
      facts,
      said: verdicts.map(({ entry, rank, tightens }) => ({ rule: entry.rule, rank, tightens })),
      approvalPlan: outcome === "needs_approval" ? plan : [],
      wouldAsk: outcome === "deny" ? plan.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : [],
    }),
    trace: verdicts.map(({ entry }) => entry),
    ...(shadow.length > 0 && { shadow }),
    inputDigest: inputDigest(input, facts),
    evaluatorVersion,
  };
}

/** A stage that every group it asks is barred from would wait for ever: it is refused, with what would cure it. */
function barredStage(
  { catalog }: EvaluationInput,
  { template, team }: RuleFacts,
  plan: readonly ApprovalStage[],
): Verdict | null {
  const maintained = { maintainers: template.maintainers, team: team.id };
  const stage = plan.find((candidate) => leavesNobody(candidate, maintained, catalog));
  if (stage === undefined) return null;
  const who = spellList(stage.groups, "and");
  return denial(
    "approval.separation",
    `No maintainer of the template may approve here, and all of ${who} maintain ${template.title}. Name the people who maintain it in its file, or let another group approve.`,
  );
}

/** A plan that more people are asked for than there are would wait for ever: it is refused, with whom it lacks. */
function absentApprovers({ state: { approvers } }: EvaluationInput, plan: readonly ApprovalStage[]): Verdict | null {
  const unmet = approvers === undefined ? null : findUnmetStages(plan, approvers);
  return unmet && denial("approval.reachable", spellUnmet(plan, unmet));
}

/** Each rule by itself: stages of another rule do not stand in for the ones that a rule leaves out. */
function asksNobody({ entry, tightens }: Verdict): boolean {
  const stages = tightens.approval ?? [];
  const asks = entry.result === "needs_approval" || entry.result === "error" || stages.length > 0;
  return asks && (stages.length === 0 || stages.some((stage) => stage.groups.length === 0));
}

function outcomeOf(verdicts: readonly Verdict[]): Outcome {
  const results = new Set(verdicts.map(({ entry }) => entry.result));
  if (results.has("deny")) return "deny";
  const asked = verdicts.some(({ tightens }) => tightens.approval !== undefined && tightens.approval.length > 0);
  return asked || results.has("needs_approval") || results.has("error") ? "needs_approval" : "auto";
}
