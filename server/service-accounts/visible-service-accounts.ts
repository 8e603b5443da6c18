import type { Actor } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";

/** The service accounts an actor may know of, as `canSeeServiceAccounts` has it: their teams', and all for the platform's roles. */
export function visibleServiceAccounts(actor: Actor): Prisma.ServiceAccountWhereInput {
  if (actor.platformRoles.length > 0) return {};
  return { team: { in: actor.memberships.map((membership) => membership.team) } };
}
