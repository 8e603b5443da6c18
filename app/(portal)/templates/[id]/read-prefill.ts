import type { SearchParams } from "#app/list-query.ts";
import type { Actor } from "#domain/access/actor.ts";
import { submitBodySchema, type RequestView, type SubmitBody } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import type { ServerContext } from "#server/context.ts";
import { showRequest } from "#server/requests/show-request.ts";

/** What a form starts from: an earlier request, and its body with changes made. */
export interface Prefill {
  readonly body: SubmitBody;
  readonly original: Pick<RequestView, "name" | "environment" | "decision"> & { readonly body: SubmitBody };
}

/**
 * Reads what the form starts from: `?from=<request id>`, with each pair of `&set=<pointer>&to=<JSON>` applied as a remedy.
 *
 * Null without `from`, and for a request that is not there or not theirs to see.
 */
export async function readPrefill(ctx: ServerContext, actor: Actor, params: SearchParams): Promise<Prefill | null> {
  const { from } = params;
  if (typeof from !== "string") return null;
  const request = await showRequest(ctx, actor, from).catch((error: unknown) => {
    if (isAppError(error, "not_found")) return null;
    throw error;
  });
  if (request === null) return null;
  const parsed = submitBodySchema.safeParse({
    template: request.template.id,
    name: request.name,
    team: request.team,
    environment: request.environment,
    classification: request.classification,
    purpose: request.purpose,
    lifetimeHours: request.lifetimeHours,
    parameters: request.parameters,
  });
  if (!parsed.success) return null;
  const { name, environment, decision } = request;
  const [paths, values] = [listOf(params.set), listOf(params.to)];
  const body = paths.reduce<SubmitBody>((changed, path, index) => {
    const remedy = { path, op: "=" as const, value: readJson(values[index] ?? "") };
    return applyRemedy(changed, remedy) ?? changed;
  }, parsed.data);
  return { body, original: { name, environment, decision, body: parsed.data } };
}

function listOf(value: string | string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
