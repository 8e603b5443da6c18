import type { Actor } from "#domain/access/actor.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { visibleRequests } from "#server/requests/visible-requests.ts";

/** The resources an actor may know of: those of the requests they may know of. */
export function visibleResources(actor: Actor): Prisma.ResourceWhereInput {
  return { request: visibleRequests(actor) };
}
