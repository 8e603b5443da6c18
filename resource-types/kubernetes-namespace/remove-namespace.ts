import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { deleteObject } from "./api/delete-object.ts";
import { mapTransportError } from "./api/map-api-error.ts";
import { readObject } from "./api/read-object.ts";
import type { NamespaceCall } from "./call.ts";
import { describeObstacles } from "./describe-obstacles.ts";
import type { OwnNamespace } from "./observe.ts";

/**
 * Deletes the namespace with all it holds and waits until the API server answers 404.
 *
 * @throws backend_unavailable with what the deletion waits for, when the wait is over
 */
export async function removeNamespace(call: NamespaceCall, seen: OwnNamespace): Promise<Receipt> {
  const { ctx, cluster, manifests, settings } = call;
  const { uid } = seen.live.metadata;
  if (!seen.isTerminating) {
    await ctx.assertFence();
    await deleteObject(cluster, manifests.namespace, uid);
  }
  await ctx.failpoint("kubernetes.after-delete-namespace");
  const until = performance.now() + settings.destroyWaitSeconds * 1000;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const live = await readObject(cluster.send, manifests.namespace);
    if (live === null) return { uid, answer: 404 };
    // Whoever holds the name now made it after ours was gone.
    if (live.metadata.uid !== uid) return { uid, answer: 200, replacedBy: live.metadata.uid };
    if (performance.now() >= until) throw stillThere(call, live.status);
    await sleep(pauseMs, undefined, { signal: ctx.signal }).catch((error: unknown) => {
      throw mapTransportError(error, ctx.signal);
    });
  }
}

function stillThere({ names }: NamespaceCall, status: unknown): AppError {
  const obstacles = describeObstacles(status);
  const text = `The namespace ${names.namespace} is still being removed: ${obstacles.text}.`;
  return new AppError("backend_unavailable", text, {
    details: { finalizers: obstacles.finalizers, content: obstacles.content },
  });
}
