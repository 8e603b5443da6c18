import type { SearchParams } from "#app/list-query.ts";
import type { Actor } from "#domain/access/actor.ts";
import { submitBodySchema, type SubmitBody } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import type { ServerContext } from "#server/context.ts";
import { showRequest } from "#server/requests/show-request.ts";

/**
 * Reads what the form starts from: `?from=<request id>`, with `&set=<pointer>&to=<JSON>` applied as a remedy.
 *
 * Null without `from`, and for a request that is not there or not theirs to see.
 */
export async function readPrefill(ctx: ServerContext, actor: Actor, params: SearchParams): Promise<SubmitBody | null> {
  const { from, set, to } = params;
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
  if (typeof set !== "string" || typeof to !== "string") return parsed.data;
  return applyRemedy(parsed.data, { path: set, op: "=", value: readJson(to) }) ?? parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
