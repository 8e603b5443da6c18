import type { Actor } from "#domain/access/actor.ts";
import { actorFromPrincipal, type ActorFacts, type RoleSources } from "#server/identity/actor-from-principal.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";

/**
 * Makes the actor of a service account of a team: a plain member of that team as long as the catalog has it, of no
 * group and of no role, whatever its principal's row says.
 */
export function serviceAccountActor(
  sources: RoleSources,
  account: PrincipalRow & { readonly team: string },
  facts: ActorFacts,
): Actor {
  const { team, ...principal } = account;
  const memberships = sources.catalog.teams.has(team) ? [{ team, lead: false }] : [];
  return { ...actorFromPrincipal(sources, { ...principal, groups: [] }, facts), memberships };
}
