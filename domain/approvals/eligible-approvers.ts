import type { Actor } from "#domain/access/actor.ts";
import { canDecide, type DecidableRequest } from "#domain/approvals/can-decide.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";

/** Somebody the ledger knows, as far as it matters to whether they may decide. */
export type KnownPerson = Pick<Actor, "principalId" | "email" | "groups" | "attributes">;

/** Gives those of some people who may decide on a stage before anybody has voted: the guard of votes itself says who. */
export function eligibleApprovers<Person extends KnownPerson>(
  people: readonly Person[],
  request: Omit<DecidableRequest, "approverIds">,
  { stage, catalog }: { readonly stage: number; readonly catalog: Catalog },
): Person[] {
  const asked = { ...request, approverIds: null };
  return people.filter(({ principalId, email, groups, attributes }) => {
    const actor = { principalId, email, groups, attributes, kind: "user" as const, channel: "system" as const };
    return canDecide({ actor, request: asked, stage, votes: [], catalog }).allowed;
  });
}
