/** The cookies of signing in. `return_to`, `pkce`, `state` and `nonce` live for one sign-in only. */
export type AuthCookie = "session" | "signed-out" | "return-to" | "csrf" | "pkce" | "state" | "nonce";

/**
 * The name of a cookie at this public URL.
 *
 * On https the `__Host-` prefix makes browsers refuse it from any other host or without TLS. On loopback the port is in
 * the name, because cookies know no ports: two instances on one machine do not sign each other out.
 */
export function authCookieName(cookie: AuthCookie, publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl);
  return protocol === "https:" ? `__Host-latchkey-${cookie}` : `latchkey-${port || "80"}-${cookie}`;
}

/** Attributes of every such cookie: for this host alone, not for scripts, not on other sites' posts. */
export function authCookieOptions(publicUrl: string) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: new URL(publicUrl).protocol === "https:" } as const;
}

/** Writes a `Set-Cookie` value; `maxAgeSeconds: 0` deletes the cookie. */
export function setAuthCookie(
  cookie: AuthCookie,
  publicUrl: string,
  { value, maxAgeSeconds }: { value: string; maxAgeSeconds?: number },
): string {
  const parts = [`${authCookieName(cookie, publicUrl)}=${value}`, "Path=/", "HttpOnly", "SameSite=Lax"];
  if (authCookieOptions(publicUrl).secure) parts.push("Secure");
  if (maxAgeSeconds !== undefined) parts.push(`Max-Age=${maxAgeSeconds}`);
  return parts.join("; ");
}

/** Reads one cookie of a `Cookie` header; of several with the same name the first counts. */
export function readAuthCookie(header: string | null, cookie: AuthCookie, publicUrl: string): string | undefined {
  const prefix = `${authCookieName(cookie, publicUrl)}=`;
  const pair = (header ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix));
  return pair === undefined ? undefined : decode(pair.slice(prefix.length));
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
