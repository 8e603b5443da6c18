import { AppError } from "#domain/errors/app-error.ts";
import type { Manifest } from "./api/object-path.ts";
import { nameOf, readObject, type LiveObject } from "./api/read-object.ts";
import type { NamespaceCall } from "./call.ts";
import { markerAnnotation } from "./manifests/marks.ts";

/** A namespace that bears our marker. */
export interface OwnNamespace {
  readonly kind: "own";
  readonly live: LiveObject;
  readonly isTerminating: boolean;
}

/** The namespace of our name as the cluster shows it: absent, ours, or somebody else's. */
export type ObservedNamespace = OwnNamespace | { readonly kind: "absent" } | { readonly kind: "foreign" };

/** Looks at the namespace before anything is done to it or in it. */
export async function observeNamespace({ cluster, manifests }: NamespaceCall): Promise<ObservedNamespace> {
  const live = await readObject(cluster.send, manifests.namespace);
  if (live === null) return { kind: "absent" };
  if (!isOwn(live, manifests.namespace)) return { kind: "foreign" };
  return { kind: "own", live, isTerminating: live.metadata.deletionTimestamp !== undefined };
}

/** Tells whether an object bears the marker of this resource. */
export function isOwn(live: LiveObject, manifest: Manifest): boolean {
  return live.metadata.annotations[markerAnnotation] === manifest.metadata.annotations[markerAnnotation];
}

/** @throws backend_conflict when an object of our name does not bear our marker */
export function assertOwn(live: LiveObject, manifest: Manifest): void {
  if (!isOwn(live, manifest)) throw foreign(manifest);
}

/** The refusal to touch what is not ours. */
export function foreign(manifest: Manifest): AppError {
  const text = `The ${nameOf(manifest)} exists on the cluster and was not made for this resource. It is left untouched.`;
  const { kind, metadata } = manifest;
  return new AppError("backend_conflict", text, {
    details: { kind, name: metadata.name, namespace: metadata.namespace },
  });
}
