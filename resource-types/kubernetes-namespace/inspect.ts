import type { Drift, Inspection } from "#domain/provisioning/resource-type.ts";
import { readObject } from "./api/read-object.ts";
import { withCall, type KubernetesContext } from "./call.ts";
import { findDrift } from "./find-drift.ts";
import { expiryAnnotation } from "./manifests/marks.ts";
import { observeNamespace } from "./observe.ts";
import { readUse } from "./read-use.ts";

/**
 * Tells whether the namespace exists and is ours, what its quota says is used, and what differs from what was applied.
 *
 * Account and binding are not looked for: a revoked generation has none.
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function inspect(ctx: KubernetesContext): Promise<Inspection> {
  return withCall(ctx, async (call) => {
    const { cluster, manifests, names } = call;
    const seen = await observeNamespace(call);
    const { namespace } = names;
    if (seen.kind !== "own")
      return { exists: false, letsIn: false, facts: { namespace, foreign: seen.kind === "foreign" } };
    const drift: Drift[] = [];
    let status: unknown;
    for (const manifest of [manifests.namespace, ...manifests.limits, manifests.role]) {
      const live = await readObject(cluster.send, manifest);
      drift.push(...findDrift(manifest, live));
      if (manifest.kind === "ResourceQuota") status ??= live?.status;
    }
    const account = await readObject(cluster.send, manifests.account);
    const canSignIn = account !== null && account.metadata.deletionTimestamp === undefined;
    const tokenExpiresAt = account?.metadata.annotations[expiryAnnotation] ?? null;
    const facts = { namespace, isTerminating: seen.isTerminating, canSignIn, tokenExpiresAt };
    return { exists: true, letsIn: canSignIn, facts, drift, usage: readUse(status) };
  });
}
