import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { applyManifest } from "../api/apply-manifest.ts";
import { nameOf } from "../api/read-object.ts";
import { withCall, type KubernetesContext, type NamespaceCall } from "../call.ts";
import { foreign, observeNamespace } from "../observe.ts";
import type { StepName } from "../plan.ts";

/**
 * Applies the objects of one step; what is there already and ours is brought to what it should be.
 *
 * @throws backend_conflict for what is not ours, backend_unavailable while the namespace is being removed
 */
export async function applyStep(step: StepName, ctx: KubernetesContext): Promise<Receipt> {
  return withCall(ctx, async (call) => {
    if (step !== "create-namespace") await assertNamespace(call);
    const applied: string[] = [];
    for (const manifest of manifestsOf(step, call)) {
      const { metadata } = await applyManifest(call, manifest);
      applied.push(`${nameOf(manifest)} ${metadata.uid}`);
      await ctx.failpoint(`kubernetes.within-${step}`);
    }
    return { namespace: call.names.namespace, applied };
  });
}

/** The objects of a step, in the order in which they are made. */
export function manifestsOf(step: StepName, { manifests }: Pick<NamespaceCall, "manifests">) {
  switch (step) {
    case "create-namespace":
      return [manifests.namespace];
    case "set-limits":
      return manifests.limits;
    case "grant-access":
      return [manifests.role, manifests.account, manifests.binding];
  }
}

async function assertNamespace(call: NamespaceCall): Promise<void> {
  const seen = await observeNamespace(call);
  if (seen.kind === "foreign") throw foreign(call.manifests.namespace);
  if (seen.kind === "absent") {
    throw new AppError("backend_unavailable", `The namespace ${call.names.namespace} is not there.`);
  }
}
