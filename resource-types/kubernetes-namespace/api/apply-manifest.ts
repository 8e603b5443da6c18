import { AppError } from "#domain/errors/app-error.ts";
import type { KubernetesContext } from "../call.ts";
import { assertOwn } from "../observe.ts";
import { expectCode } from "./map-api-error.ts";
import { objectPath, type Manifest } from "./object-path.ts";
import type { Cluster } from "./open-cluster.ts";
import { nameOf, parseObject, readObject, type LiveObject } from "./read-object.ts";

/** What an apply needs. */
export interface ApplyTo {
  readonly ctx: KubernetesContext;
  readonly cluster: Cluster;
}

/**
 * Makes the object what the manifest says, by server-side apply under our field manager, never by force.
 *
 * An object of that name without our marker is left untouched, as is a field that somebody else manages.
 * @throws backend_conflict for either, backend_unavailable while the object is being deleted
 */
export async function applyManifest({ ctx, cluster }: ApplyTo, manifest: Manifest): Promise<LiveObject> {
  const live = await readObject(cluster.send, manifest);
  if (live !== null) assertOwn(live, manifest);
  if (live?.metadata.deletionTimestamp !== undefined) {
    throw new AppError("backend_unavailable", `The ${nameOf(manifest)} is still being removed.`);
  }
  await ctx.assertFence();
  return sendApply(cluster, manifest, live?.metadata.uid);
}

/**
 * Applies without a look before; with `uid`, only to that very object.
 *
 * @throws fence_lost when that object is gone, backend_conflict for a field that somebody else manages
 */
export async function sendApply(cluster: Cluster, manifest: Manifest, uid?: string): Promise<LiveObject> {
  const body = uid === undefined ? manifest : { ...manifest, metadata: { ...manifest.metadata, uid } };
  const answer = await cluster.send({
    method: "PATCH",
    path: `${objectPath(manifest)}?fieldManager=latchkey&fieldValidation=Strict`,
    body,
    contentType: "application/apply-patch+yaml",
  });
  const isOther = answer.code === 409 && !JSON.stringify(answer.body).includes("FieldManagerConflict");
  if (uid !== undefined && isOther) throw new AppError("fence_lost", `The ${nameOf(manifest)} was replaced meanwhile.`);
  return parseObject(expectCode(answer, `apply ${nameOf(manifest)}`).body);
}
