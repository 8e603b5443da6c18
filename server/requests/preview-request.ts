import type { Actor } from "#domain/access/actor.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import type { ServerContext } from "#server/context.ts";
import { decideDraft } from "#server/requests/decide-draft.ts";
import { prepareDraft } from "#server/requests/prepare-draft.ts";

/**
 * Gives the decision that a submit of the same body would record now, without filing anything.
 *
 * @throws secret_in_text, unknown_reference, invalid_input exactly as submit does
 */
export async function previewRequest(ctx: ServerContext, actor: Actor, body: SubmitBody): Promise<Decision> {
  const prepared = await prepareDraft(ctx, actor, body);
  const { decision } = await decideDraft(ctx, actor, { body, prepared });
  return decision;
}
