import { judgeClusterReview } from "#domain/federation/judge-cluster-review.ts";
import { WorkloadRefused } from "#domain/federation/workload-refused.ts";
import { reviewToken } from "#server/adapters/kubernetes/token-reviewer.ts";
import { locateAdminSecret } from "#server/catalog/locate-admin-secret.ts";
import type { FederationSources, WorkloadToken } from "#server/federation/verify-workload-token.ts";

/**
 * Asks the cluster about a token of it that was verified: it must be let in there now, for our audience, as the service
 * account, and with the pod, that it says. A signature alone does not tell that the pod was deleted. Of a token of any other
 * issuer there is nobody to ask.
 *
 * It costs the cluster a call: whoever no trust rule names is refused before.
 * @param text the token itself
 * @throws WorkloadRefused, unavailable
 */
export async function reviewClusterToken(
  { settings }: Pick<FederationSources, "settings">,
  { issuer, audience, binding }: WorkloadToken,
  text: string,
): Promise<void> {
  if (binding === null) return;
  if (issuer.reviewer === null) throw new WorkloadRefused("there is nobody to ask about it");
  const file = await locateAdminSecret(issuer.reviewer, settings.LATCHKEY_HOME);
  const review = await reviewToken({ name: issuer.name, file }, text, audience);
  const refusal = judgeClusterReview(binding, audience, review);
  if (refusal !== null) throw new WorkloadRefused(refusal);
}
