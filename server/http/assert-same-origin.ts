import { AppError } from "#domain/errors/app-error.ts";

/**
 * Refuses a state-changing call that rides on a cookie and was not made by our own pages.
 *
 * A call with an Authorization header carries its own proof. Without one the browser must state our
 * own origin; absent, `null` and sibling origins are all refused.
 * @throws cross_site
 */
export function assertSameOrigin(request: Request, publicUrl: string): void {
  if (request.headers.has("authorization")) return;
  if (request.headers.get("origin") === new URL(publicUrl).origin) return;
  throw new AppError("cross_site", "Calls with a session cookie must come from a page of this origin.");
}
