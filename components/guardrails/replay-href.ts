import type { RuleTrial } from "#domain/policies/candidate-catalog.ts";

/** What a replay asks, as the address of its page holds it. */
export interface ReplayQuestion {
  readonly days: number;
  /** Null: the rules as they are. */
  readonly rule: string | null;
  readonly as: RuleTrial;
  /** From 1. */
  readonly page?: number;
}

/** Gives the address of a replay. */
export function replayHref({ days, rule, as, page = 1 }: ReplayQuestion): string {
  const query = new URLSearchParams({ days: String(days) });
  if (rule !== null) {
    query.set("rule", rule);
    query.set("as", as);
  }
  if (page > 1) query.set("page", String(page));
  return `/guardrails/replay?${query}`;
}
