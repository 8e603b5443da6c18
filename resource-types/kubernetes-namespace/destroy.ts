import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withCall, type KubernetesContext } from "./call.ts";
import { foreign, observeNamespace } from "./observe.ts";
import { removeNamespace } from "./remove-namespace.ts";

/**
 * Deletes the namespace with everything in it, and proves by a 404 of the API server that it is gone.
 *
 * While something holds it up, the error says which finalizer on what, and a later attempt goes on waiting.
 * @throws backend_conflict for a namespace of our name that is not ours, backend_unavailable while it is not gone
 */
export async function destroy(ctx: KubernetesContext): Promise<Receipt> {
  return withCall(ctx, async (call) => {
    const { namespace } = call.names;
    const seen = await observeNamespace(call);
    if (seen.kind === "foreign") throw foreign(call.manifests.namespace);
    if (seen.kind === "absent") return { namespace, answer: 404, alreadyGone: true };
    return { namespace, ...(await removeNamespace(call, seen)) };
  });
}
