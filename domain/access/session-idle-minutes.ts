import type { Actor } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";

/**
 * Gives the minutes without use after which somebody's session ends: the fewest that a pack says which is attached where
 * they may act; null: none says so.
 *
 * A pack on an environment or a template is attached where everybody may act; one on a team concerns its members, and
 * whoever has a role over all teams.
 */
export function sessionIdleMinutes(
  { packs, attachments }: Pick<Catalog, "packs" | "attachments">,
  { memberships, platformRoles }: Pick<Actor, "memberships" | "platformRoles">,
): number | null {
  const minutes = attachments
    .filter(
      ({ teams, environments, templates }) =>
        environments.length > 0 ||
        templates.length > 0 ||
        (teams.length > 0 && platformRoles.length > 0) ||
        memberships.some(({ team }) => teams.includes(team)),
    )
    .map(({ pack }) => packs.get(pack)?.sessionIdleMinutes ?? null)
    .filter((limit) => limit !== null);
  return minutes.length === 0 ? null : Math.min(...minutes);
}
