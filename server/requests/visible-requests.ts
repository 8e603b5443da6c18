import type { Actor } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** Requests as the union of parts, each of which an index finds in the order of a list. */
export interface RequestParts {
  readonly all: boolean;
  /** Who asked for them, or for whom they were asked. */
  readonly personId: string | null;
  readonly teams: readonly string[];
}

/** The rows an actor may know of: their own, their teams', and all for the platform's roles. */
export function visibleParts(actor: Actor): RequestParts {
  const all = actor.platformRoles.length > 0;
  return { all, personId: actor.principalId, teams: actor.memberships.map(({ team }) => team) };
}

/** The same rows as a condition. */
export function visibleRequests(actor: Actor): Prisma.RequestWhereInput {
  const { all, personId, teams } = visibleParts(actor);
  if (all) return {};
  return {
    OR: [
      ...(personId === null ? [] : [{ requesterId: personId }, { onBehalfOfId: personId }]),
      { team: { in: [...teams] } },
    ],
  };
}
