import type { Actor } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { visibleRequests } from "#server/requests/visible-requests.ts";

/**
 * The rows an actor may know of, with those that they were asked to decide on: whoever is asked may read what about.
 *
 * For rows named by their ids; a list of all there is uses `visibleRequests`, which an index can answer.
 */
export function visibleOrAsked(actor: Actor): Prisma.RequestWhereInput {
  // Prisma leaves an empty condition out of an OR, which would turn "everything" into nothing.
  if (actor.platformRoles.length > 0) return {};
  return { OR: [visibleRequests(actor), { approvers: { some: { principalId: actor.principalId } } }] };
}
