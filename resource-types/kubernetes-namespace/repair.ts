import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { forceManifest } from "./api/apply-manifest.ts";
import { nameOf, readObject } from "./api/read-object.ts";
import { withCall, type KubernetesContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { foreign, observeNamespace } from "./observe.ts";

/**
 * Brings labels, limits, network policies and the tenant's role back to what was applied, also where somebody else manages
 * the field since; objects that are as they should be are not touched, accounts and bindings never.
 *
 * @throws backend_conflict for what is not ours, backend_unavailable while the namespace is being removed
 */
export async function repair(ctx: KubernetesContext): Promise<Receipt> {
  return withCall(ctx, async (call) => {
    const { cluster, manifests, names } = call;
    const seen = await observeNamespace(call);
    if (seen.kind === "foreign") throw foreign(manifests.namespace);
    if (seen.kind === "absent") return { namespace: names.namespace, exists: false };
    const repaired: string[] = [];
    for (const manifest of [manifests.namespace, ...manifests.limits, manifests.role]) {
      const live = await readObject(cluster.send, manifest);
      if (findDrift(manifest, live).length === 0) continue;
      await forceManifest(call, manifest);
      repaired.push(nameOf(manifest));
      await ctx.failpoint("kubernetes.within-repair");
    }
    return { namespace: names.namespace, exists: true, repaired };
  });
}
