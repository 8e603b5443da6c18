import type { Actor } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** The rows an actor may know of: their own, their teams', and all for the platform's roles. */
export function visibleRequests(actor: Actor): Prisma.RequestWhereInput {
  if (actor.platformRoles.length > 0) return {};
  const teams = actor.memberships.map((membership) => membership.team);
  return {
    OR: [{ requesterId: actor.principalId }, { onBehalfOfId: actor.principalId }, { team: { in: teams } }],
  };
}
