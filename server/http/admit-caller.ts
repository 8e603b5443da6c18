import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { LimitState } from "#server/http/call-limiter.ts";
import { limitCaller } from "#server/http/limit-caller.ts";
import { limitStranger } from "#server/http/limit-stranger.ts";
import type { IdentityContext } from "#server/identity/actor-from-session.ts";
import { actorFromRequest } from "#server/identity/actor-from-request.ts";
import type { Settings } from "#server/settings.ts";

/** Who calls, and what is left of their limit. */
export interface Admitted {
  readonly actor: Actor;
  readonly limit: LimitState;
}

/**
 * Tells who makes a call and counts it: with a sign-in for the principal, without one for the address it came from. So what
 * strangers at an address do never costs anybody who is signed in there.
 *
 * @throws unauthenticated, cross_site, unavailable, rate_limited
 */
export async function admitCaller(
  ctx: IdentityContext & { readonly settings: Settings },
  request: Request,
): Promise<Admitted> {
  const actor = await actorFromRequest(ctx, request).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "unauthenticated") limitStranger(ctx.settings, request);
    throw error;
  });
  return { actor, limit: limitCaller(ctx.settings, actor) };
}
