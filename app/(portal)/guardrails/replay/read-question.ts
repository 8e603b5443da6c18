import { z } from "zod";
import { readListQuery, type SearchParams } from "#app/list-query.ts";
import type { ReplayQuestion } from "#components/guardrails/replay-href.ts";
import { ruleTrials } from "#domain/policies/candidate-catalog.ts";

const schema = z.object({
  days: z.coerce.number().int().min(1).max(90),
  rule: z.string().min(1).max(100),
  as: z.enum(ruleTrials),
  page: z.coerce.number().int().min(1).max(100),
});

/** Reads the question of a replay from an address; `isAsked` is false for the bare page, which only offers the form. */
export function readQuestion(params: SearchParams): { question: Required<ReplayQuestion>; isAsked: boolean } {
  const { days, rule = null, as = "enforce", page = 1 } = readListQuery(schema, params);
  return { question: { days: days ?? 30, rule, as, page }, isAsked: days !== undefined };
}
