import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { serviceAccountTokenPrefix } from "#domain/service-accounts/service-account-token.ts";
import { assertSameOrigin } from "#server/http/assert-same-origin.ts";
import { actorFromAccessToken } from "#server/identity/actor-from-access-token.ts";
import { actorFromServiceAccountToken } from "#server/identity/actor-from-service-account-token.ts";
import { actorFromSession, type IdentityContext } from "#server/identity/actor-from-session.ts";
import { readAuthCookie } from "#server/identity/auth-cookies.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Tells who makes an API call: the subject or the service account of its bearer token, else the person of its session
 * cookie.
 *
 * A call with an Authorization header stands or falls by it, its cookie is not looked at. A call that changes
 * something and rides on the cookie must come from a page of this origin.
 * @throws unauthenticated, cross_site, unavailable
 */
export async function actorFromRequest(ctx: IdentityContext, request: Request): Promise<Actor> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return actorFromBearer(ctx, bearerOf(authorization));
  const publicUrl = ctx.settings.LATCHKEY_PUBLIC_URL;
  const token = readAuthCookie(request.headers.get("cookie"), "session", publicUrl);
  const actor = token === undefined ? null : await actorFromSession(ctx, token, { byItself: isFollowed(request) });
  if (actor === null) throw new AppError("unauthenticated", "Sign in, or send an access token.");
  if (!safeMethods.has(request.method)) assertSameOrigin(request, publicUrl);
  return actor;
}

/** A page opens a stream of events, and looks again every so often, without anybody at it. */
function isFollowed(request: Request): boolean {
  if (request.headers.has("x-by-itself")) return true;
  return request.headers.get("accept")?.includes("text/event-stream") ?? false;
}

function actorFromBearer(ctx: IdentityContext, token: string): Promise<Actor> {
  const isServiceAccount = token.startsWith(serviceAccountTokenPrefix);
  return isServiceAccount ? actorFromServiceAccountToken(ctx, token) : actorFromAccessToken(ctx, token);
}

function bearerOf(authorization: string): string {
  const match = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization);
  if (match?.[1] === undefined) throw new AppError("unauthenticated", "Send the access token as a Bearer.");
  return match[1];
}
