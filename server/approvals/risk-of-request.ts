import { riskOf, riskTier } from "#domain/approvals/risk-of.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision } from "#domain/contracts/decision.ts";

interface Risky {
  readonly environment: string;
  readonly classification: string;
  readonly decision: Pick<Decision, "effective" | "trace">;
  readonly isEscalated: boolean;
}

/** Gives the risk of a request as it was decided, by the order of environments in today's catalog. */
export function riskOfRequest({ environments }: Pick<Catalog, "environments">, risky: Risky): number {
  const { environment, classification, decision, isEscalated } = risky;
  const places = [...environments.keys()];
  return riskOf({
    environmentRank: places.indexOf(environment),
    environmentCount: places.length,
    classification: riskTier(classification),
    monthlyCost: decision.effective.cost?.monthly ?? null,
    trace: decision.trace,
    isEscalated,
  });
}
