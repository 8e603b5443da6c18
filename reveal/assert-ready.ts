import { AppError } from "#domain/errors/app-error.ts";
import { discoverIssuer } from "#server/adapters/oidc/discover-issuer.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";

/**
 * Proves that a reveal would work now: the database answers, every key opens, and the issuer is known.
 *
 * @throws unavailable, kek_unavailable
 */
export async function assertReady(ctx: RevealContext): Promise<void> {
  const late = AbortSignal.timeout(3000);
  const tooLate = new Promise<never>((_resolve, reject) => {
    late.addEventListener("abort", () => reject(new AppError("unavailable", "A part does not answer in time.")));
  });
  await Promise.race([Promise.all([ctx.store.ping(), ctx.opener.health(), discoverIssuer(ctx.issuer)]), tooLate]);
}
