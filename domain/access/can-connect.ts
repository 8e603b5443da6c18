import type { Actor } from "#domain/access/actor.ts";

/** Tells who takes the step that connects a back end, and is told it as theirs; it is no secret to anybody. */
export function canConnect({ platformRoles }: Pick<Actor, "platformRoles">): boolean {
  return platformRoles.includes("platform") || platformRoles.includes("admin");
}
