import type { Actor } from "#domain/access/actor.ts";

/** Tells whether an actor may try rules on past requests and see what is in shadow mode: platform, security, auditors, admins. */
export function canKeepGuardrails({ platformRoles }: Pick<Actor, "platformRoles">): boolean {
  return platformRoles.length > 0;
}
