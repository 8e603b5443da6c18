import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import { outcomes, traceEntrySchema } from "#domain/contracts/decision.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { ownRules } from "#domain/policies/candidate-catalog.ts";
import type { ShadowHit, ShadowReport } from "#domain/policies/rule-report.ts";
import { shadowEffect } from "#domain/policies/shadow-effect.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

const lastHitsMax = 5;

const countSchema = z.object({
  rule: z.string(),
  result: traceEntrySchema.shape.result,
  outcome: z.enum(outcomes),
  hits: z.number(),
});
type Count = z.infer<typeof countSchema>;

/**
 * Reports what rules in shadow mode would have come to over the last days: those that are in shadow mode today, hit or
 * not, and any other that spoke in shadow mode since. The most hits first.
 *
 * What would have flipped is read from the records; that a limit of theirs might have met another rule's and left
 * nothing is not seen here, a replay sees it.
 * @throws not_found for everybody but the platform's roles
 */
export async function reportShadow(ctx: ServerContext, actor: Actor, days: number): Promise<readonly ShadowReport[]> {
  if (!canKeepGuardrails(actor)) throw new AppError("not_found", "There is nothing at this address.");
  const policies = new Map(ownRules(ctx.catalog).map((policy) => [policy.id, policy]));
  const [counts, hits] = await Promise.all([readCounts(ctx.db, days), readLastHits(ctx.db, days)]);
  const shadowed = [...policies.values()].filter(({ mode }) => mode === "shadow").map(({ id }) => id);
  const rules = new Set([...counts.map(({ rule }) => rule), ...shadowed]);
  return [...rules]
    .map((rule) => reportOf({ rule, policy: policies.get(rule), counts, hits }))
    .toSorted((a, b) => b.hits - a.hits || (a.rule < b.rule ? -1 : 1));
}

interface Found {
  readonly rule: string;
  readonly policy: Policy | undefined;
  readonly counts: readonly Count[];
  readonly hits: readonly (ShadowHit & { readonly rule: string })[];
}

function reportOf({ rule, policy, counts, hits }: Found): ShadowReport {
  const own = counts.filter((count) => count.rule === rule);
  const sum = (some: readonly Count[]) => some.reduce((all, count) => all + count.hits, 0);
  const of = (outcome: Count["outcome"]) => sum(own.filter((count) => count.outcome === outcome));
  const pairs = outcomes.flatMap((from) => outcomes.map((to) => ({ from, to }))).filter(({ from, to }) => from !== to);
  const flipping = ({ from, to }: (typeof pairs)[number]) =>
    sum(own.filter(({ outcome, result }) => outcome === from && shadowEffect(outcome, result) === to));
  return {
    rule,
    title: policy?.title ?? null,
    mode: policy?.mode ?? "gone",
    hits: sum(own),
    outcomes: { auto: of("auto"), needs_approval: of("needs_approval"), deny: of("deny") },
    flips: pairs.map((pair) => ({ ...pair, count: flipping(pair) })).filter(({ count }) => count > 0),
    lastHits: hits.filter((hit) => hit.rule === rule).map(({ rule: _, ...hit }) => hit),
  };
}

async function readCounts(db: Queryable, days: number): Promise<readonly Count[]> {
  const rows = await db.query(sql`
    SELECT s.rule, s.result, r.decision ->> 'outcome' AS outcome, count(*)::int AS hits
    FROM requests r, jsonb_to_recordset(r.decision -> 'shadow') AS s(rule text, result text)
    WHERE r.decision ? 'shadow' AND r.created_at >= now() - make_interval(days => ${days})
    GROUP BY 1, 2, 3`);
  return z.array(countSchema).parse(rows);
}

const hitSchema = countSchema.omit({ hits: true }).extend({
  id: z.string(),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  createdAt: z.date().transform((at) => at.toISOString()),
});

async function readLastHits(db: Queryable, days: number) {
  const rows = await db.query(sql`
    SELECT h.id, h.name, h.team, h.environment, h.created_at AS "createdAt", h.outcome, h.rule, h.result
    FROM (
      SELECT r.id, r.name, r.team, r.environment, r.created_at, r.decision ->> 'outcome' AS outcome, s.rule, s.result,
        row_number() OVER (PARTITION BY s.rule ORDER BY r.created_at DESC, r.id DESC) AS place
      FROM requests r, jsonb_to_recordset(r.decision -> 'shadow') AS s(rule text, result text)
      WHERE r.decision ? 'shadow' AND r.created_at >= now() - make_interval(days => ${days})) h
    WHERE h.place <= ${lastHitsMax} ORDER BY h.rule, h.place`);
  return z.array(hitSchema).parse(rows);
}
