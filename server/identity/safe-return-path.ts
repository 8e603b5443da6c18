const base = "http://latchkey.invalid";

/**
 * Gives the path, query and fragment of this origin to go to after signing in, or `/`.
 *
 * Whatever a browser could read as another origin is refused: a scheme, `//host`, `/\host`, and the tabs and line
 * breaks that browsers drop before they look. So is the sign-in itself, which would lead in a circle.
 */
export function safeReturnPath(given: string | null | undefined): string {
  if (typeof given !== "string" || given.length > 2_000) return "/";
  if (!/^\/(?![/\\])[^\\\p{Cc}\p{Zl}\p{Zp}]*$/u.test(given)) return "/";
  if (!URL.canParse(given, base)) return "/";
  const { origin, pathname, search, hash } = new URL(given, base);
  if (origin !== base || pathname.startsWith("//") || /^\/(sign-in|api\/auth)(\/|$)/.test(pathname)) return "/";
  return `${pathname}${search}${hash}`;
}
