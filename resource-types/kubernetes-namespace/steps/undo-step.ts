import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { deleteObject } from "../api/delete-object.ts";
import { nameOf, readObject } from "../api/read-object.ts";
import { withCall, type KubernetesContext } from "../call.ts";
import { isOwn, observeNamespace } from "../observe.ts";
import type { StepName } from "../plan.ts";
import { removeNamespace } from "../remove-namespace.ts";
import { manifestsOf } from "./apply-step.ts";

/** Takes back the objects of one step; what is not ours stays, and absence is success. */
export async function undoStep(step: StepName, ctx: KubernetesContext): Promise<Receipt> {
  return withCall(ctx, async (call) => {
    const seen = await observeNamespace(call);
    const { namespace } = call.names;
    if (seen.kind !== "own") return { namespace, removed: [], found: seen.kind };
    if (step === "create-namespace") return { namespace, ...(await removeNamespace(call, seen)) };
    const removed: string[] = [];
    for (const manifest of manifestsOf(step, call).toReversed()) {
      const live = await readObject(call.cluster.send, manifest);
      if (live === null || !isOwn(live, manifest)) continue;
      await ctx.assertFence();
      await deleteObject(call.cluster, manifest, live.metadata.uid);
      removed.push(nameOf(manifest));
    }
    return { namespace, removed };
  });
}
