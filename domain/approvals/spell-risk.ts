import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** How much a wrong yes could cost, in a word. */
export const riskLevels = ["low", "medium", "high"] as const;

/** A word, and why. */
export interface Risk {
  readonly level: (typeof riskLevels)[number];
  /** At least one, what weighs most first. */
  readonly reasons: readonly string[];
}

/** What the risk is of. */
interface RiskyRequest {
  readonly environment: string;
  readonly classification: string;
  readonly decision: Pick<Decision, "trace" | "effective">;
  readonly isEscalated: boolean;
}

const highFrom = 420;
const mediumFrom = 345;
const costlyFrom = 30;

/**
 * Says a risk that `riskOf` weighed in a word, and why: where it is for, over which data, at which cost, against which
 * advice. A larger risk never has a smaller word, so that a queue in the order of risk is one in the order of words.
 */
export function spellRisk(risk: number, request: RiskyRequest, { environments }: Pick<Catalog, "environments">): Risk {
  const reasons = [
    ...ofTime(request),
    ...ofFindings(request),
    ...ofData(request),
    ...ofPlace(request, environments),
    ...ofCost(request),
  ];
  return { level: levelOf(risk), reasons: reasons.length > 0 ? reasons : ["nothing about it is sensitive"] };
}

function levelOf(risk: number): Risk["level"] {
  if (risk >= highFrom) return "high";
  return risk >= mediumFrom ? "medium" : "low";
}

function ofTime({ isEscalated }: RiskyRequest): string[] {
  return isEscalated ? ["nobody decided in time"] : [];
}

/** The last place in the order of promotion is where customers are. */
function ofPlace({ environment }: RiskyRequest, environments: Catalog["environments"]): string[] {
  const last = [...environments.values()].at(-1);
  if (!environments.has(environment)) return ["the catalog does not know its environment any more"];
  return last?.id === environment ? [`it is for ${last.title.toLowerCase()}`] : [];
}

function ofData({ classification }: RiskyRequest): string[] {
  return classification === "public" || classification === "internal" ? [] : [`the data is ${classification}`];
}

function ofFindings({ decision }: RiskyRequest): string[] {
  const failed = decision.trace.filter(({ result }) => result === "error").length;
  const warned = decision.trace.filter(({ result }) => result === "warn").length;
  return [
    ...(failed > 0 ? [failed === 1 ? "a rule could not be judged" : `${failed} rules could not be judged`] : []),
    ...(warned > 0 ? [warned === 1 ? "a rule warns" : `${warned} rules warn`] : []),
  ];
}

function ofCost({ decision }: RiskyRequest): string[] {
  const { cost } = decision.effective;
  if (!cost) return ["its cost is not known"];
  return cost.monthly >= costlyFrom ? [`it costs ${Math.round(cost.monthly)} ${cost.currency} a month`] : [];
}
