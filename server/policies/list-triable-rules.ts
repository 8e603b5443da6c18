import type { Actor } from "#domain/access/actor.ts";
import { canKeepGuardrails } from "#domain/access/can-keep-guardrails.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { ownRules } from "#domain/policies/candidate-catalog.ts";
import type { ServerContext } from "#server/context.ts";

/**
 * Lists the rules that can be tried on past requests, for those who keep the guardrails.
 *
 * @throws not_found for everybody else
 */
export async function listTriableRules(
  { catalog }: Pick<ServerContext, "catalog">,
  actor: Actor,
): Promise<readonly Pick<Policy, "id" | "title" | "mode">[]> {
  if (!canKeepGuardrails(actor)) throw new AppError("not_found", "There is nothing at this address.");
  return ownRules(catalog).map(({ id, title, mode }) => ({ id, title, mode }));
}
