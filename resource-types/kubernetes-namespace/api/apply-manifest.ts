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
export async function applyManifest(to: ApplyTo, manifest: Manifest): Promise<LiveObject> {
  return sendApply(to.cluster, manifest, await readForApply(to, manifest));
}

/**
 * The same, and a field that somebody else manages becomes ours: for who was asked to take back what they changed.
 *
 * @throws backend_conflict for an object without our marker, backend_unavailable while it is being deleted
 */
export async function forceManifest(to: ApplyTo, manifest: Manifest): Promise<LiveObject> {
  const uid = await readForApply(to, manifest);
  const body = uid === undefined ? manifest : { ...manifest, metadata: { ...manifest.metadata, uid } };
  return parseObject(expectCode(await patch(to.cluster, body, "&force=true"), `apply ${nameOf(manifest)}`).body);
}

/** Gives the uid of the object that may be applied to, when there is one. */
async function readForApply({ ctx, cluster }: ApplyTo, manifest: Manifest): Promise<string | undefined> {
  const live = await readObject(cluster.send, manifest);
  if (live !== null) assertOwn(live, manifest);
  if (live?.metadata.deletionTimestamp !== undefined) {
    throw new AppError("backend_unavailable", `The ${nameOf(manifest)} is still being removed.`);
  }
  await ctx.assertFence();
  return live?.metadata.uid;
}

function patch(cluster: Cluster, body: Manifest, more = "") {
  return cluster.send({
    method: "PATCH",
    path: `${objectPath(body)}?fieldManager=latchkey&fieldValidation=Strict${more}`,
    body,
    contentType: "application/apply-patch+yaml",
  });
}

/**
 * Applies without a look before; with `uid`, only to that very object.
 *
 * @throws fence_lost when that object is gone, backend_conflict for a field that somebody else manages
 */
export async function sendApply(cluster: Cluster, manifest: Manifest, uid?: string): Promise<LiveObject> {
  const body = uid === undefined ? manifest : { ...manifest, metadata: { ...manifest.metadata, uid } };
  const answer = await patch(cluster, body);
  const isOther = answer.code === 409 && !JSON.stringify(answer.body).includes("FieldManagerConflict");
  if (uid !== undefined && isOther) throw new AppError("fence_lost", `The ${nameOf(manifest)} was replaced meanwhile.`);
  return parseObject(expectCode(answer, `apply ${nameOf(manifest)}`).body);
}
