import { outcomes, type Decision, type Outcome, type TraceEntry } from "#domain/contracts/decision.ts";
import type { RecordedRequest } from "#domain/policies/rebuild-input.ts";

/** A request that comes out otherwise than its record says, and the rules that make it so. */
export interface Flip {
  readonly from: Outcome;
  readonly to: Outcome;
  /** Of a stricter outcome: the rules that bind now and did not; of a looser one: those that bound and do not any more. */
  readonly rules: readonly string[];
}

/** Compares a record with what is decided now; null when the outcome is the same. */
export function flipOf(
  recorded: Pick<RecordedRequest, "outcome" | "results">,
  now: Pick<Decision, "outcome" | "trace">,
): Flip | null {
  const { outcome: from } = recorded;
  const { outcome: to } = now;
  if (from === to) return null;
  const was = Object.entries(recorded.results);
  const is = now.trace.map(({ rule, result }): readonly [string, TraceEntry["result"]] => [rule, result]);
  const isStricter = outcomes.indexOf(to) > outcomes.indexOf(from);
  const [more, less] = isStricter ? [is, was] : [was, is];
  const binding = bindingRules(isStricter ? to : from, more);
  const before = bindingRules(isStricter ? to : from, less);
  const fresh = binding.filter((rule) => !before.includes(rule));
  return { from, to, rules: fresh.length > 0 ? fresh : binding };
}

function bindingRules(outcome: Outcome, said: readonly (readonly [string, TraceEntry["result"]])[]): string[] {
  const binds: readonly TraceEntry["result"][] = outcome === "deny" ? ["deny"] : ["needs_approval", "error"];
  return said.filter(([, result]) => binds.includes(result)).map(([rule]) => rule);
}
