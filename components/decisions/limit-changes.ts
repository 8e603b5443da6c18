import { limitFacts } from "#components/decisions/limit-facts.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** One thing that is not as it was, in words, and the rules that it is of now. */
export interface Change {
  readonly id: string;
  readonly term: string;
  readonly from: string;
  readonly to: string;
  readonly rules: readonly string[];
}

/** Gives what one decision means that another did not, each with the rules that make it so. */
export function limitChanges(before: Decision, after: Decision): readonly Change[] {
  const then = new Map(limitFacts(before).map((fact) => [fact.id, fact]));
  return limitFacts(after).flatMap(({ id, term, value, rules }) => {
    const from = then.get(id)?.value ?? "not said";
    return from === value ? [] : [{ id, term, from, to: value, rules }];
  });
}
