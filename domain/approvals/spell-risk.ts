import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** How much a wrong yes could cost, in a word. */
export const riskLevels = ["low", "medium", "high"] as const;

/** A word, and why. */
export interface Risk {
  readonly level: (typeof riskLevels)[number];
  /** At least one, the weightiest first; each continues "because". */
  readonly reasons: readonly string[];
}

/** What the risk is of. */
interface RiskyRequest {
  readonly environment: string;
  readonly classification: string;
  readonly decision: Decision;
}

const highFrom = 3;
const mediumFrom = 2;
const costlyFrom = 100;

/** Says in a word, and why, how much a wrong yes could cost: where, over which data, at which cost, against which advice. */
export function spellRisk(request: RiskyRequest, { environments }: Pick<Catalog, "environments">): Risk {
  const weighed = [...ofPlace(request, environments), ...ofData(request), ...ofFindings(request), ...ofCost(request)];
  const total = weighed.reduce((sum, [weight]) => sum + weight, 0);
  const reasons = weighed.toSorted(([one], [other]) => other - one).map(([, words]) => words);
  return {
    level: levelOf(total),
    reasons: reasons.length > 0 ? reasons : ["nothing about it is sensitive"],
  };
}

function levelOf(total: number): Risk["level"] {
  if (total >= highFrom) return "high";
  return total >= mediumFrom ? "medium" : "low";
}

type Weighed = readonly [weight: number, words: string];

/** The last place in the order of promotion is where customers are. */
function ofPlace({ environment }: RiskyRequest, environments: Catalog["environments"]): Weighed[] {
  const last = [...environments.values()].at(-1);
  return last?.id === environment ? [[1, `it is for ${last.title.toLowerCase()}`]] : [];
}

function ofData({ classification }: RiskyRequest): Weighed[] {
  if (classification === "restricted") return [[3, "the data is restricted"]];
  return classification === "confidential" ? [[2, "the data is confidential"]] : [];
}

function ofFindings({ decision }: RiskyRequest): Weighed[] {
  const failed = decision.trace.filter(({ result }) => result === "error").length;
  const warned = decision.trace.filter(({ result }) => result === "warn").length;
  return [
    ...(failed > 0
      ? [[3, failed === 1 ? "a rule could not be judged" : `${failed} rules could not be judged`] as const]
      : []),
    ...(warned > 0 ? [[Math.min(warned, 2), warned === 1 ? "a rule warns" : `${warned} rules warn`] as const] : []),
  ];
}

function ofCost({ decision }: RiskyRequest): Weighed[] {
  const monthly = decision.effective.cost?.monthly ?? 0;
  return monthly >= costlyFrom ? [[1, "it is costly"]] : [];
}
