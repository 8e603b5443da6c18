import { AppError } from "#domain/errors/app-error.ts";
import { expectCode } from "./map-api-error.ts";
import { objectPath, type Manifest } from "./object-path.ts";
import type { Cluster } from "./open-cluster.ts";
import { nameOf } from "./read-object.ts";

/**
 * Deletes the very object that was observed; absence is success.
 *
 * @throws fence_lost when another object has taken its name meanwhile: a newer worker is at work
 */
export async function deleteObject(cluster: Cluster, manifest: Manifest, uid: string): Promise<void> {
  const answer = await cluster.send({
    method: "DELETE",
    path: objectPath(manifest),
    body: { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid }, propagationPolicy: "Background" },
  });
  if (answer.code === 409) throw new AppError("fence_lost", `The ${nameOf(manifest)} was replaced meanwhile.`);
  expectCode(answer, `delete ${nameOf(manifest)}`, [200, 202, 404]);
}
