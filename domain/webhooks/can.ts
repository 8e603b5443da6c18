import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";

type Manager = Pick<Actor, "kind" | "memberships" | "platformRoles">;

/** Tells whether the actor manages endpoints of every team, and those that are told of everybody's events. */
export function canManageEveryWebhook({ kind, platformRoles }: Manager): boolean {
  return kind === "user" && (platformRoles.includes("platform") || platformRoles.includes("admin"));
}

/** The teams whose endpoints the actor manages by leading them. */
export function teamsWithWebhooks({ kind, memberships }: Manager): readonly string[] {
  return kind === "user" ? memberships.filter(({ lead }) => lead).map(({ team }) => team) : [];
}

/** Tells whether the actor may make and keep endpoints of a team, or of the platform: its leads and the platform team, people only. */
export function canManageWebhooks(actor: Manager, team: string | null): Permission {
  if (actor.kind !== "user") return refused("Only people manage webhooks.");
  if (canManageEveryWebhook(actor) || (team !== null && teamsWithWebhooks(actor).includes(team))) return allowed;
  if (team === null) return refused("Only the platform team manages webhooks that are told of every team.");
  return refused(`Only leads of ${team} and the platform team manage its webhooks.`);
}
