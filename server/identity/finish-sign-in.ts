import type { SignInContext } from "#server/identity/sign-in-context.ts";
import { clientAddress } from "#server/http/client-address.ts";
import { peerAddressOf } from "#server/http/peer-address.ts";
import { authCookieName, readAuthCookie, setAuthCookie } from "#server/identity/auth-cookies.ts";
import { exchangeCode } from "#server/identity/exchange-code.ts";
import { recordDenial } from "#server/identity/record-denial.ts";
import { revokeSession } from "#server/identity/revoke-session.ts";
import { safeReturnPath } from "#server/identity/safe-return-path.ts";
import { signInFailed } from "#server/identity/sign-in-failed.ts";

/**
 * Takes the issuer's answer, and leads to where the person was going with a new session.
 *
 * A session that the browser already has is never taken over but replaced and ended, so that a planted cookie gains
 * nothing. A callback that fails is an audit event and leads back to the sign-in page.
 */
export async function finishSignIn(ctx: SignInContext, request: Request, url: URL): Promise<Response> {
  const publicUrl = ctx.settings.LATCHKEY_PUBLIC_URL;
  const cookies = request.headers.get("cookie");
  const returnPath = returnPathOf(cookies, publicUrl);
  const exchange = await exchangeCode(ctx, Object.fromEntries(url.searchParams), cookies);
  if (exchange.session === null) {
    // Who was refused as disabled is known, and stands in that principal's own stream already.
    if (exchange.error !== "disabled") await recordFailure(ctx, request, exchange.reason);
    return signInFailed(exchange.error, { callbackUrl: returnPath });
  }
  const previous = readAuthCookie(cookies, "session", publicUrl);
  if (previous !== undefined) await revokeSession(ctx, previous, "replaced");
  const headers = new Headers({ location: new URL(returnPath, publicUrl).href });
  const spent = ["csrf", "return-to"].map((cookie) => `${authCookieName(cookie as "csrf", publicUrl)}=`);
  for (const cookie of exchange.setCookies) {
    if (!spent.some((prefix) => cookie.startsWith(prefix))) headers.append("set-cookie", cookie);
  }
  for (const cookie of ["return-to", "signed-out"] as const) {
    headers.append("set-cookie", setAuthCookie(cookie, publicUrl, { value: "", maxAgeSeconds: 0 }));
  }
  return new Response(null, { status: 303, headers });
}

/** The path that the sign-in was started with; the cookie holds it as a URL of ours, or it counts for nothing. */
function returnPathOf(cookies: string | null, publicUrl: string): string {
  const stored = readAuthCookie(cookies, "return-to", publicUrl);
  return stored?.startsWith(`${publicUrl}/`) ? safeReturnPath(stored.slice(publicUrl.length)) : "/";
}

async function recordFailure(ctx: SignInContext, request: Request, reason: string): Promise<void> {
  const address = addressOf(ctx, request);
  await recordDenial(ctx, { action: "sign_in.failed", message: "A sign-in failed.", address, reason });
}

function addressOf(ctx: SignInContext, request: Request): string | null {
  const peer = peerAddressOf(request.headers);
  const forwardedFor = request.headers.get("x-forwarded-for");
  return peer === null ? null : clientAddress(peer, forwardedFor, ctx.settings.TRUSTED_PROXIES);
}
