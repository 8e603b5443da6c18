import { createHash, randomBytes } from "node:crypto";
import { isAppError } from "#domain/errors/app-error.ts";
import { runNextAuth } from "#server/adapters/oidc/run-next-auth.ts";
import { signInOptions } from "#server/adapters/oidc/sign-in-options.ts";
import type { SignInContext } from "#server/identity/sign-in-context.ts";
import { authCookieName, authCookieOptions, readAuthCookie } from "#server/identity/auth-cookies.ts";
import { safeReturnPath } from "#server/identity/safe-return-path.ts";
import { signInClient } from "#server/identity/sign-in-client.ts";
import { signInFailed } from "#server/identity/sign-in-failed.ts";

/**
 * Sends the browser to the issuer.
 *
 * The form may name `callbackUrl`, a path to come back to, `prompt=login` to be asked again who one is, and `json=true`
 * to get the address as `{url}`.
 */
export async function startSignIn(ctx: SignInContext, request: Request, form: URLSearchParams): Promise<Response> {
  const publicUrl = ctx.settings.LATCHKEY_PUBLIC_URL;
  const callbackUrl = safeReturnPath(form.get("callbackUrl"));
  const asJson = form.get("json") === "true";
  try {
    const client = await signInClient(ctx.settings);
    const csrf = csrfPair(client.cookieSecret);
    const left = readAuthCookie(request.headers.get("cookie"), "signed-out", publicUrl) !== undefined;
    const answer = await runNextAuth(
      {
        action: "signin",
        query: left || form.get("prompt") === "login" ? { prompt: "login" } : {},
        cookies: { [authCookieName("csrf", publicUrl)]: csrf.cookie },
        body: { csrfToken: csrf.token, callbackUrl },
      },
      signInOptions(client, {
        cookie: (cookie) => ({ name: authCookieName(cookie, publicUrl), options: authCookieOptions(publicUrl) }),
        verified: () => undefined,
        createSession: () => Promise.reject(new Error("no session opens before the issuer has answered")),
        failed: (code, message) => ctx.log.warn({ code, message }, "sign-in did not start"),
      }),
      publicUrl,
    );
    if (answer.location === null || new URL(answer.location, publicUrl).origin === new URL(publicUrl).origin) {
      return signInFailed("unavailable", { callbackUrl, asJson });
    }
    return leadTo(answer.location, answer.setCookies, asJson);
  } catch (error) {
    if (!isAppError(error, "unavailable")) throw error;
    ctx.log.warn({ err: error }, "sign-in did not start");
    return signInFailed("unavailable", { callbackUrl, asJson });
  }
}

/** The library wants its own proof that the call is ours; that has been established by the origin already. */
function csrfPair(secret: string): { token: string; cookie: string } {
  const token = randomBytes(32).toString("hex");
  return { token, cookie: `${token}|${createHash("sha256").update(`${token}${secret}`).digest("hex")}` };
}

/**
 * Leads on by JSON for a script that asked for it, else by a document. Never by a redirect: the policy
 * `form-action 'self'` of the page that holds the form would stop one to the issuer, and to wherever that leads.
 */
function leadTo(location: string, setCookies: readonly string[], asJson: boolean): Response {
  const answer = asJson ? Response.json({ url: location }) : htmlAnswer(location);
  for (const cookie of setCookies) answer.headers.append("set-cookie", cookie);
  return answer;
}

function htmlAnswer(location: string): Response {
  const target = location.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="0;url=${target}"><title>Signing in · Latchkey</title></head>
<body><p><a href="${target}">Continue to your identity provider</a></p></body></html>
`;
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
    },
  });
}
