import { isAppError } from "#domain/errors/app-error.ts";
import { runNextAuth } from "#server/adapters/oidc/run-next-auth.ts";
import { signInOptions } from "#server/adapters/oidc/sign-in-options.ts";
import type { SignInContext } from "#server/identity/sign-in-context.ts";
import { authCookieName, authCookieOptions, readAuthCookie } from "#server/identity/auth-cookies.ts";
import { createSession, type NewSession } from "#server/identity/create-session.ts";
import { principalClaims, type PrincipalClaims } from "#server/identity/principal-claims.ts";
import { signInClient } from "#server/identity/sign-in-client.ts";
import type { SignInError } from "#server/identity/sign-in-error.ts";

/** What became of the issuer's answer: a session and its cookies, or why there is none. */
export type Exchange =
  | { readonly session: NewSession; readonly setCookies: readonly string[] }
  | { readonly session: null; readonly error: SignInError; readonly reason: string };

/**
 * Exchanges the code of a callback for an ID token, verifies it and opens a session for its subject.
 *
 * @param query the callback's parameters
 * @param cookieHeader carries the state, nonce and PKCE verifier of the browser that started this sign-in
 */
export async function exchangeCode(
  ctx: SignInContext,
  query: Readonly<Record<string, string>>,
  cookieHeader: string | null,
): Promise<Exchange> {
  const publicUrl = ctx.settings.LATCHKEY_PUBLIC_URL;
  const seen: { claims?: PrincipalClaims; session?: NewSession; disabled?: boolean; reason?: string } = {};
  try {
    const options = signInOptions(await signInClient(ctx.settings), {
      cookie: (cookie) => ({ name: authCookieName(cookie, publicUrl), options: authCookieOptions(publicUrl) }),
      verified: (payload) => {
        seen.claims = principalClaims(payload, { groupsClaim: ctx.settings.OIDC_GROUPS_CLAIM, now: new Date() });
      },
      createSession: async () => {
        if (seen.claims === undefined) throw new Error("no session opens without verified claims");
        seen.session = await createSession(ctx, seen.claims).catch((error: unknown) => {
          seen.disabled = isAppError(error, "forbidden");
          throw error;
        });
        return seen.session;
      },
      failed: (code, message) => {
        seen.reason = message;
        ctx.log.warn({ code, message }, "sign-in failed");
      },
    });
    const cookies = stepCookies(cookieHeader, publicUrl);
    const { setCookies } = await runNextAuth({ action: "callback", query, cookies, body: {} }, options, publicUrl);
    if (seen.session !== undefined) return { session: seen.session, setCookies };
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    return { session: null, error: "unavailable", reason: error.message };
  }
  const error = seen.disabled === true ? "disabled" : failureOf(query);
  return { session: null, error, reason: seen.reason ?? "rejected" };
}

/** The library sees the cookies of this sign-in and no other, least of all a session that the browser already has. */
function stepCookies(header: string | null, publicUrl: string): Record<string, string> {
  const pairs = (["pkce", "state", "nonce"] as const).map((cookie) => [
    authCookieName(cookie, publicUrl),
    readAuthCookie(header, cookie, publicUrl),
  ]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}

function failureOf({ error }: Readonly<Record<string, string>>): SignInError {
  return error === "access_denied" ? "cancelled" : "failed";
}
