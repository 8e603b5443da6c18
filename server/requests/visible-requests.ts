import type { Actor, ActorWorkload } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** Requests as the union of parts, each of which an index finds in the order of a list. */
export interface RequestParts {
  readonly all: boolean;
  /** Who asked for them, or for whom they were asked. */
  readonly personId: string | null;
  readonly teams: readonly string[];
  /** The only places that a workload knows of; null: any. */
  readonly within: Pick<ActorWorkload, "environments" | "templates"> | null;
}

/**
 * The rows an actor may know of: their own, their teams', and all for the platform's roles. A workload knows of none
 * beyond its trust rule.
 */
export function visibleParts(actor: Actor): RequestParts {
  const all = actor.platformRoles.length > 0;
  const teams = actor.memberships.map(({ team }) => team);
  return { all, personId: actor.principalId, teams, within: actor.workload };
}

/** The same rows as a condition. */
export function visibleRequests(actor: Actor): Prisma.RequestWhereInput {
  const { all, personId, teams, within } = visibleParts(actor);
  if (all) return {};
  return {
    ...(within && { environment: { in: [...within.environments] } }),
    ...(within?.templates && { templateId: { in: [...within.templates] } }),
    OR: [
      ...(personId === null ? [] : [{ requesterId: personId }, { onBehalfOfId: personId }]),
      { team: { in: [...teams] } },
    ],
  };
}
