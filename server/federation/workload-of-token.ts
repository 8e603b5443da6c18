import type { ActorWorkload } from "#domain/access/actor.ts";
import { workloadSchema } from "#domain/contracts/workload.ts";

/** What a token's row and its trust rule say of the workload that it was given to. */
export interface WorkloadRow {
  readonly ruleId: string | null;
  /** Name of the issuer that the rule is about. */
  readonly ruleIssuer: string | null;
  readonly environments: readonly string[] | null;
  readonly templates: readonly string[] | null;
  readonly workload: unknown;
}

/** Gives the workload that acts with a token; null: somebody made the token by hand. */
export function workloadOfToken({ ruleId, environments, templates, workload }: WorkloadRow): ActorWorkload | null {
  if (ruleId === null) return null;
  return { ruleId, environments: environments ?? [], templates, about: workloadSchema.parse(workload) };
}
