import { outcomes, type Outcome, type TraceEntry } from "#domain/contracts/decision.ts";

/** The outcome that a request would have had if a rule that spoke in shadow mode had counted. */
export function shadowEffect(outcome: Outcome, result: TraceEntry["result"]): Outcome {
  const demanded = demandOf(result);
  return outcomes.indexOf(demanded) > outcomes.indexOf(outcome) ? demanded : outcome;
}

function demandOf(result: TraceEntry["result"]): Outcome {
  if (result === "deny") return "deny";
  return result === "needs_approval" || result === "error" ? "needs_approval" : "auto";
}
