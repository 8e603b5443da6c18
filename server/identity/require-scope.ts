import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";

/**
 * Refuses an actor whose token does not carry `scope`; `all` carries every one, and no scope implies another. What
 * approves is refused to a service account by its kind: no scope that it could get would help.
 *
 * @throws not_an_approver, insufficient_scope
 */
export function requireScope(actor: Actor, scope: string): void {
  if (actor.kind === "service_account" && scope.endsWith(":approve")) {
    throw new AppError("not_an_approver", "Only people approve: a service account may ask and never decides.");
  }
  if (actor.scopes.includes("all") || actor.scopes.includes(scope)) return;
  throw new AppError("insufficient_scope", `The token lacks the scope ${scope}.`, { details: { scope } });
}
