import { randomUUID } from "node:crypto";
import type { JsonObject, ObjectMeta } from "#tests/kubernetes-double/json.ts";

/** Metadata of an object that comes into being: what the server sets, and what the writer may set of it. */
export function newMeta(wanted: JsonObject & { readonly name: string }): ObjectMeta {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = wanted as JsonObject & ObjectMeta;
  const given = Object.entries({ namespace, labels, annotations, finalizers, ownerReferences });
  return {
    name,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    uid: randomUUID(),
    resourceVersion: "",
    creationTimestamp: new Date().toISOString().replace(/\.\d+/, ""),
  };
}
