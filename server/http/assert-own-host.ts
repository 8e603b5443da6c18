import { AppError } from "#domain/errors/app-error.ts";
import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";

/**
 * Refuses a foreign Host while the public URL is a loopback one, so that no name rebound to this machine reaches it.
 *
 * @throws cross_site
 */
export function assertOwnHost(request: Request, publicUrl: string): void {
  if (!isLoopbackUrl(publicUrl)) return;
  const own = `http://${request.headers.get("host") ?? new URL(request.url).host}`;
  if (URL.canParse(own) && isLoopbackUrl(own)) return;
  throw new AppError("cross_site", `Call this instance by its own address: ${publicUrl}.`);
}
