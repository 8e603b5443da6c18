import { platformRoles, type Actor, type Membership } from "#domain/access/actor.ts";
import { personAttributes } from "#domain/contracts/decision.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { PrincipalRow } from "#server/identity/principal-row.ts";
import type { Settings } from "#server/settings.ts";

/** What turns group claims into memberships and roles: the catalog, and the admin group of the settings. */
export interface RoleSources {
  readonly catalog: Pick<Catalog, "teams" | "platformRoles" | "personAttributes">;
  readonly settings: Pick<Settings, "LATCHKEY_ADMIN_GROUP">;
}

/** How the principal acts this time; without `workload` it is none. */
export type ActorFacts = Pick<Actor, "channel" | "scopes" | "authTime" | "acr" | "act"> &
  Partial<Pick<Actor, "workload">>;

/**
 * Makes the actor of a principal as the ledger has it now: groups that no team and no role names give nothing.
 *
 * Pure: the same row, catalog and facts always make the same actor.
 */
export function actorFromPrincipal(sources: RoleSources, principal: PrincipalRow, facts: ActorFacts): Actor {
  const { id, issuer, subject, email, name, groups } = principal;
  return {
    principalId: id,
    kind: principal.kind === "user" ? "user" : "service_account",
    issuer,
    subject,
    email,
    name,
    groups,
    memberships: membershipsOf(sources.catalog, groups),
    platformRoles: platformRolesOf(sources, groups),
    attributes: attributesOf(sources, { groups }),
    workload: null,
    ...facts,
  };
}

/** Gives the teams of the catalog that a principal belongs to by its groups. */
export function teamsOf(sources: RoleSources, { groups }: Pick<PrincipalRow, "groups">): readonly string[] {
  return membershipsOf(sources.catalog, groups).map((membership) => membership.team);
}

/** Gives what the identity provider says of a principal by its groups. */
export function attributesOf({ catalog }: RoleSources, { groups }: Pick<PrincipalRow, "groups">): Actor["attributes"] {
  return personAttributes.filter((attribute) =>
    catalog.personAttributes[attribute].some((group) => groups.includes(group)),
  );
}

function membershipsOf({ teams }: RoleSources["catalog"], groups: readonly string[]): readonly Membership[] {
  return [...teams.values()].flatMap((team) => {
    const lead = team.leadGroup !== null && groups.includes(team.leadGroup);
    return lead || groups.includes(team.group) ? [{ team: team.id, lead }] : [];
  });
}

function platformRolesOf({ catalog, settings }: RoleSources, groups: readonly string[]): Actor["platformRoles"] {
  const adminGroup = settings.LATCHKEY_ADMIN_GROUP;
  return platformRoles.filter(
    (role) =>
      catalog.platformRoles[role].some((group) => groups.includes(group)) ||
      (role === "admin" && adminGroup !== undefined && groups.includes(adminGroup)),
  );
}
