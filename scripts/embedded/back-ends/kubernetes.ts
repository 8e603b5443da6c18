import { dropAdminSecret, keepAdminSecret } from "#scripts/embedded/back-ends/admin-secret.ts";
import type { BackEnd, BackEndInput } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { containKubeconfig } from "#scripts/embedded/kubernetes/contain-kubeconfig.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const secret = "kubeconfig";
const nothingToStop: BackEnd = { stop: async () => undefined };

/**
 * Connects the cluster of the kubeconfig that `KUBECONFIG` names, copied anew at each start; without it, or when it cannot
 * be used, leaves namespaces out and says why.
 */
export async function openKubernetes({ settings, home, tell }: BackEndInput): Promise<BackEnd> {
  try {
    if (settings.KUBECONFIG === undefined || settings.KUBECONFIG === "") await dropAdminSecret(home, secret);
    else await keepAdminSecret(home, secret, await containKubeconfig(settings.KUBECONFIG));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    tell(`Kubernetes namespaces are not connected. ${error.message}`);
    await dropAdminSecret(home, secret);
  }
  return nothingToStop;
}
