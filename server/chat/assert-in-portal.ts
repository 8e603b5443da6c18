import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";

/**
 * Refuses everybody who is not a person in a browser session: no token, however strong, says who somebody is in chat.
 *
 * @throws forbidden
 */
export function assertInPortal(actor: Actor): void {
  if (actor.kind === "user" && actor.channel === "web") return;
  throw new AppError("forbidden", "Sign in to the portal in a browser to link or unlink a chat user.");
}
