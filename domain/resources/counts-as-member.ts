import type { Actor } from "#domain/access/actor.ts";

/**
 * Tells whether somebody who asked for a team's thing may still be given its credential: a member of the team, or one of
 * the platform team, which may ask for every team (`requester.membership`).
 */
export function countsAsMember(
  { memberships, platformRoles }: Pick<Actor, "memberships" | "platformRoles">,
  team: string,
): boolean {
  return memberships.some((membership) => membership.team === team) || platformRoles.includes("platform");
}
