import type { Actor } from "#domain/access/actor.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { mayWorkload } from "#domain/federation/may-workload.ts";
import { normaliseDraft } from "#domain/guardrails/normalise-draft.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import type { ServerContext } from "#server/context.ts";
import { assertBuildable } from "#server/requests/assert-buildable.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { findRecipient, type Recipient } from "#server/requests/find-recipient.ts";

/** A draft with the template version it names. */
export type PreparedDraft = RequestDraft & { readonly resourceType: string };

/** What a submit body becomes: the draft that is judged, the template it names, and the person a bot asks for. */
export interface Prepared {
  readonly draft: PreparedDraft;
  readonly template: Template;
  readonly recipient: Recipient | null;
}

/**
 * Fills in and checks a submit body, the same for preview and submit.
 *
 * @throws forbidden when a workload asks beyond its trust rule; secret_in_text, unknown_reference, invalid_input with `details.path`
 */
export async function prepareDraft(ctx: ServerContext, actor: Actor, body: SubmitBody): Promise<Prepared> {
  const { purpose, parameters } = body;
  await assertNoSecret({ purpose, parameters });
  const recipient = await findRecipient(ctx, actor, body);
  const draft = normaliseDraft(body, ctx.catalog);
  const template = ctx.catalog.templates.get(draft.template);
  if (template === undefined) throw new Error(`normaliseDraft let the unknown template ${draft.template} pass.`);
  const permission = mayWorkload(actor, draft);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  assertBuildable(template, draft.parameters);
  return { draft: { ...draft, resourceType: template.resourceType }, template, recipient };
}
