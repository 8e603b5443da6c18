import { classifications, type Classification } from "#domain/catalog/classification.ts";
import type { TraceEntry } from "#domain/contracts/decision.ts";

/** What a wrong yes depends on. */
export interface RiskFacts {
  /** The environment's place in the order of promotion, from 0; -1: it is not known any more. */
  readonly environmentRank: number;
  readonly environmentCount: number;
  readonly classification: Classification;
  /** In the rate card's currency; null: it is not known. */
  readonly monthlyCost: number | null;
  readonly trace: readonly Pick<TraceEntry, "result">[];
  /** Whether its pending stage was due once already. */
  readonly isEscalated: boolean;
}

const environmentMax = 200;
const classificationWeights = { public: 0, internal: 50, confidential: 150, restricted: 300 } as const satisfies Record<
  Classification,
  number
>;
const costMax = 150;
const escalatedWeight = 200;
/** Of each finding, and of all of a kind together. */
const findings = {
  error: { each: 150, max: 300 },
  warn: { each: 40, max: 120 },
  needs_approval: { each: 20, max: 60 },
  limit: { each: 5, max: 20 },
} as const;

/** The largest risk there is. */
export const riskMax = environmentMax + 300 + costMax + escalatedWeight + 300 + 120 + 60 + 20;

/**
 * Says in a whole number from 0 to `riskMax` how much a wrong yes could cost: what is decided first in a queue.
 *
 * It never falls as the environment is nearer to customers, the data more sensitive, the cost higher or a finding added.
 * What is not known counts as the worst.
 */
export function riskOf(facts: RiskFacts): number {
  const escalated = facts.isEscalated ? escalatedWeight : 0;
  return (
    ofEnvironment(facts) + classificationWeights[facts.classification] + ofCost(facts) + ofFindings(facts) + escalated
  );
}

/** Gives the tier of a stored request; one that is not known counts as the most sensitive. */
export function riskTier(classification: string): Classification {
  return classifications.find((known) => known === classification) ?? "restricted";
}

function ofEnvironment({ environmentRank, environmentCount }: RiskFacts): number {
  if (environmentRank < 0 || environmentRank >= environmentCount) return environmentMax;
  return environmentCount === 1
    ? environmentMax
    : Math.round((environmentMax * environmentRank) / (environmentCount - 1));
}

/** By its order of magnitude. */
function ofCost({ monthlyCost }: RiskFacts): number {
  if (monthlyCost === null) return costMax;
  return Math.min(costMax, Math.round(40 * Math.log10(1 + Math.max(0, monthlyCost))));
}

function ofFindings({ trace }: RiskFacts): number {
  return Object.entries(findings)
    .map(([result, { each, max }]) => Math.min(max, each * trace.filter((entry) => entry.result === result).length))
    .reduce((sum, weight) => sum + weight, 0);
}
