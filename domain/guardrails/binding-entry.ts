import type { Decision, TraceEntry } from "#domain/contracts/decision.ts";

/** Gives the rule that binds: of the entries that make the outcome what it is, the one of the highest rank. */
export function bindingEntry({ outcome, trace }: Pick<Decision, "outcome" | "trace">): TraceEntry | null {
  if (outcome === "auto") return null;
  const results = outcome === "deny" ? ["deny"] : ["needs_approval", "error"];
  return trace.find((entry) => results.includes(entry.result)) ?? null;
}
