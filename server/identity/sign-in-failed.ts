import type { SignInError } from "#server/identity/sign-in-error.ts";

/** Sends the browser back to the sign-in page, which says why and keeps where the person was going. */
export function signInFailed(error: SignInError, to: { callbackUrl: string; asJson?: boolean }): Response {
  const url = `/sign-in?${new URLSearchParams({ error, callbackUrl: to.callbackUrl }).toString()}`;
  return to.asJson === true ? Response.json({ url }) : new Response(null, { status: 303, headers: { location: url } });
}
