import type { ApprovalPlan } from "#domain/approvals/approval-plan.ts";

/** Stages of a plan that there are too few people for. */
export interface UnmetStages {
  /** Their indexes. */
  readonly stages: readonly number[];
  /** How many different people they ask for together. */
  readonly asked: number;
  /** How many there are. */
  readonly known: number;
}

/**
 * Finds stages that cannot be met by the people who may decide on them, each of whom decides once per request; null:
 * everybody together can meet the plan.
 *
 * The fewest that it can name: one stage with too few people of its own before several that have them in common.
 * @param eligible ids by stage; a stage that is missing has nobody
 */
export function findUnmetStages(plan: ApprovalPlan, eligible: readonly (readonly string[])[]): UnmetStages | null {
  const people = plan.map((_, stage) => [...new Set(eligible[stage])]);
  const short = plan.findIndex(({ quorum }, stage) => (people[stage]?.length ?? 0) < quorum);
  const stages = short === -1 ? crowdedStages(plan, people) : [short];
  if (stages === null) return null;
  return {
    stages,
    asked: stages.reduce((sum, stage) => sum + (plan[stage]?.quorum ?? 0), 0),
    known: new Set(stages.flatMap((stage) => people[stage] ?? [])).size,
  };
}

/** Gives every place of a stage to one person, moving others where it helps; the stages among which none is left. */
function crowdedStages(plan: ApprovalPlan, people: readonly (readonly string[])[]): number[] | null {
  const places = plan.flatMap(({ quorum }, stage) => Array.from({ length: quorum }, () => stage));
  const placeOf = new Map<string, number>();
  const seat = (place: number, seen: { readonly people: Set<string>; readonly stages: Set<number> }): boolean => {
    const stage = places[place] ?? 0;
    seen.stages.add(stage);
    for (const id of people[stage] ?? []) {
      if (seen.people.has(id)) continue;
      seen.people.add(id);
      const taken = placeOf.get(id);
      if (taken !== undefined && !seat(taken, seen)) continue;
      placeOf.set(id, place);
      return true;
    }
    return false;
  };
  for (const place of places.keys()) {
    const seen = { people: new Set<string>(), stages: new Set<number>() };
    if (!seat(place, seen)) return [...seen.stages].toSorted((a, b) => a - b);
  }
  return null;
}
