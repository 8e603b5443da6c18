import type { SignInContext } from "#server/identity/sign-in-context.ts";
import { readAuthCookie, setAuthCookie } from "#server/identity/auth-cookies.ts";
import { revokeSession } from "#server/identity/revoke-session.ts";

/**
 * Ends the session, and only then forgets its cookie: a sign-out that was answered has happened.
 *
 * The browser remembers that somebody left, so that the next sign-in asks the issuer who it is instead of silently
 * taking the same person again.
 */
export async function signOut(ctx: SignInContext, request: Request, form: URLSearchParams): Promise<Response> {
  const publicUrl = ctx.settings.LATCHKEY_PUBLIC_URL;
  const token = readAuthCookie(request.headers.get("cookie"), "session", publicUrl);
  if (token !== undefined) await revokeSession(ctx, token, "signed_out");
  const url = "/sign-in";
  const asJson = form.get("json") === "true";
  const answer = asJson ? Response.json({ url }) : new Response(null, { status: 303, headers: { location: url } });
  answer.headers.append("set-cookie", setAuthCookie("session", publicUrl, { value: "", maxAgeSeconds: 0 }));
  answer.headers.append("set-cookie", setAuthCookie("signed-out", publicUrl, { value: "1" }));
  return answer;
}
