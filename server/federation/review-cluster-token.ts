import { z } from "zod";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { reviewToken } from "#server/adapters/kubernetes/token-reviewer.ts";
import type { WorkloadPayload } from "#server/adapters/oidc/verify-workload-jwt.ts";
import { locateAdminSecret } from "#server/catalog/locate-admin-secret.ts";
import { WorkloadRefused } from "#server/federation/workload-refused.ts";
import type { Settings } from "#server/settings.ts";

const boundSchema = z.looseObject({
  namespace: z.string().min(1),
  serviceaccount: z.looseObject({ name: z.string().min(1), uid: z.string().min(1) }),
  pod: z.looseObject({ name: z.string().min(1), uid: z.string().min(1) }).optional(),
});

/** What a token of a cluster is bound to. */
type ClusterBinding = z.infer<typeof boundSchema>;

/** Reads what a token of a cluster is bound to; null: it is no bound token of a service account. */
function clusterBinding(claims: Readonly<Record<string, unknown>>): ClusterBinding | null {
  return boundSchema.safeParse(claims["kubernetes.io"]).data ?? null;
}

interface Presented {
  readonly token: string;
  readonly audience: string;
  readonly claims: WorkloadPayload;
}

/**
 * Asks the cluster about a token whose signature is right already: it must be let in there now, for our audience, as the
 * service account, and with the pod, that it says. A signature alone does not tell that the pod was deleted.
 *
 * @throws WorkloadRefused, unavailable
 */
export async function reviewClusterToken(
  { issuer, settings }: { readonly issuer: WorkloadIssuer; readonly settings: Pick<Settings, "LATCHKEY_HOME"> },
  { token, audience, claims }: Presented,
): Promise<void> {
  const bound = clusterBinding(claims);
  if (bound === null) throw new WorkloadRefused("it is bound to no service account");
  const { namespace, serviceaccount, pod } = bound;
  const username = `system:serviceaccount:${namespace}:${serviceaccount.name}`;
  if (claims.sub !== username) throw new WorkloadRefused("its subject is not the service account that it is bound to");
  if (issuer.reviewer === null) throw new WorkloadRefused("there is nobody to ask about it");
  const file = await locateAdminSecret(issuer.reviewer, settings.LATCHKEY_HOME);
  const seen = await reviewToken({ name: issuer.name, file }, token, audience);
  if (seen === null) throw new WorkloadRefused("its cluster does not let it in");
  if (!seen.audiences.includes(audience)) throw new WorkloadRefused("its cluster does not know our audience");
  if (seen.username !== username || seen.uid !== serviceaccount.uid) {
    throw new WorkloadRefused("its cluster says that it is of another service account");
  }
  if (pod !== undefined && seen.podUid !== pod.uid) throw new WorkloadRefused("its cluster knows no such pod of it");
}
