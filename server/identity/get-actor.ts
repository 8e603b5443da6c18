import { cookies } from "next/headers.js";
import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { getWebContext } from "#server/context.ts";
import { actorFromSession } from "#server/identity/actor-from-session.ts";
import { authCookieName } from "#server/identity/auth-cookies.ts";

/**
 * Gives the person signed in, for pages and actions of the web process, as the ledger has them at this moment.
 *
 * @throws unauthenticated
 */
export async function getActor(): Promise<Actor> {
  const actor = await getActorOrNull();
  if (actor === null) throw new AppError("unauthenticated", "Sign in to continue.");
  return actor;
}

/** The same for pages that strangers may see: null without a living session. */
export async function getActorOrNull(): Promise<Actor | null> {
  const ctx = await getWebContext();
  const jar = await cookies();
  const token = jar.get(authCookieName("session", ctx.settings.LATCHKEY_PUBLIC_URL))?.value;
  return token === undefined ? null : actorFromSession(ctx, token);
}
