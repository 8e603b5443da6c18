import { redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "#domain/access/actor.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { getWebContext, type ServerContext } from "#server/context.ts";
import { getActor } from "#server/identity/get-actor.ts";

/** The person signed in, read once for all parts of one answer. */
const currentActor = cache(getActor);
/** The same for the context: all parts of one answer are made of one catalog set. */
const currentContext = cache(getWebContext);

/** Gives a page its context and the person signed in; a stranger is sent to sign in and comes back to `path`. */
export async function openPage(path: string): Promise<{ ctx: ServerContext; actor: Actor }> {
  const actor = await currentActor().catch((error: unknown) => {
    if (isAppError(error, "unauthenticated")) return null;
    throw error;
  });
  if (actor === null) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  return { ctx: await currentContext(), actor };
}
