import { admitCreate } from "#tests/kubernetes-double/admit.ts";
import { assertNoEscalation } from "#tests/kubernetes-double/escalation.ts";
import { dropUnknownFields, findUnknownFields } from "#tests/kubernetes-double/field-validation.ts";
import { asObject, asString, asStrings, type JsonObject, type KubeObject } from "#tests/kubernetes-double/json.ts";
import { apiVersionOf } from "#tests/kubernetes-double/kinds.ts";
import type { Manager } from "#tests/kubernetes-double/managed-fields.ts";
import { newMeta } from "#tests/kubernetes-double/new-meta.ts";
import type { ResourceCall } from "#tests/kubernetes-double/request.ts";
import { badRequest, conflict, invalid } from "#tests/kubernetes-double/status.ts";
import { placeOf, type Store, type Stored } from "#tests/kubernetes-double/store.ts";
import { validateObject } from "#tests/kubernetes-double/validate-object.ts";

/** Checks that the body is an object of the path's kind and place, and has no field that the kind lacks. */
export function readObject(call: ResourceCall, body: JsonObject, isApply = false): JsonObject {
  const { kind, namespace, name, query } = call;
  if (body.kind !== kind.kind || body.apiVersion !== apiVersionOf(kind)) {
    const what = `${asString(body.apiVersion)}, Kind=${asString(body.kind)}`;
    throw badRequest(`the object provided (${what}) does not match ${apiVersionOf(kind)}, Kind=${kind.kind}`);
  }
  const metadata = asObject(body.metadata);
  const own = asString(metadata.name);
  if (name !== "" && own !== "" && own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  }
  if (asString(metadata.namespace) !== "" && metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  const unknown = findUnknownFields(body, kind.shape);
  if (unknown.length > 0 && (isApply || query.get("fieldValidation") === "Strict")) {
    throw badRequest(`strict decoding error: ${unknown.map((field) => `unknown field "${field}"`).join(", ")}`);
  }
  const known = asObject(dropUnknownFields(body, kind.shape));
  const placed = kind.isNamespaced ? { namespace } : {};
  return { ...known, metadata: { ...asObject(known.metadata), ...(name === "" ? {} : { name }), ...placed } };
}

/** Who writes, for `managedFields`. */
export function writerOf({ query, userAgent, kind }: ResourceCall): Omit<Manager, "paths" | "operation"> {
  const manager = query.get("fieldManager") ?? (userAgent.split("/")[0] || "unknown");
  if (manager.length > 128) throw badRequest("fieldManager: Invalid value: may not be longer than 128");
  return { manager, apiVersion: apiVersionOf(kind), time: new Date().toISOString().replace(/\.\d+/, "") };
}

/** Admits, validates and keeps a new object; only checks when the call is a dry run. */
export function createObject(
  store: Store,
  call: ResourceCall,
  made: { object: JsonObject; managers: readonly Manager[] },
): Stored {
  const { kind, namespace, user } = call;
  const wanted = asObject(made.object.metadata);
  const metadata = newMeta({ ...wanted, name: asString(wanted.name) });
  if (kind.countsGenerations) metadata.generation = 1;
  if (kind.kind === "Namespace") metadata.labels = { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name };
  const { status: _, ...rest } = made.object;
  const object = { apiVersion: apiVersionOf(kind), kind: kind.kind, ...rest, metadata };
  const causes = validateObject(kind, object, null);
  if (causes.length > 0) throw invalid({ kind, name: metadata.name }, causes);
  assertNoEscalation({ store, user, kind, object, before: null });
  const admitted = admitCreate({ store, kind, namespace, object }) as KubeObject;
  const born =
    kind.kind === "Namespace"
      ? { ...admitted, spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } }
      : admitted;
  const stored = { kind, object: born, managers: made.managers };
  return isDryRun(call) ? stored : store.keep(stored);
}

/** Validates and keeps a changed object; an object whose last finalizer went while it was being deleted is gone. */
export function replaceObject(
  store: Store,
  call: ResourceCall,
  change: { before: Stored; object: JsonObject; managers: readonly Manager[] },
): Stored {
  const { before, object: wanted, managers } = change;
  const { kind, user } = call;
  const old = before.object;
  const metadata = { ...old.metadata, ...pick(asObject(wanted.metadata)) };
  for (const key of ["labels", "annotations", "finalizers", "ownerReferences"]) {
    if (asObject(wanted.metadata)[key] === undefined) delete (metadata as JsonObject)[key];
  }
  const fixed = kind.kind === "Namespace" ? { spec: old.spec } : {};
  const status = old.status === undefined ? {} : { status: old.status };
  const object = { ...wanted, ...fixed, ...status, apiVersion: old.apiVersion, kind: old.kind, metadata } as KubeObject;
  const causes = validateObject(kind, object, old);
  if (causes.length > 0) throw invalid({ kind, name: metadata.name }, causes);
  assertNoEscalation({ store, user, kind, object, before: old });
  if (kind.countsGenerations && JSON.stringify(object.spec) !== JSON.stringify(old.spec)) {
    metadata.generation = (old.metadata.generation ?? 0) + 1;
  }
  const stored = { kind, object, managers };
  if (isDryRun(call)) return stored;
  const isSame = JSON.stringify([object, describe(managers)]) === JSON.stringify([old, describe(before.managers)]);
  if (isSame) return before;
  const kept = store.keep(stored);
  const isOver = metadata.deletionTimestamp !== undefined && asStrings(metadata.finalizers).length === 0;
  if (isOver && kind.kind !== "Namespace") store.remove(placeOf(kept));
  return kept;
}

/** @throws 409 when the writer has read an older state, or another object of that name */
export function assertCurrent({ kind, name }: ResourceCall, before: Stored, wanted: JsonObject): void {
  const { resourceVersion, uid } = before.object.metadata;
  const given = asObject(wanted.metadata);
  const stale = "the object has been modified; please apply your changes to the latest version and try again";
  if (asString(given.uid) !== "" && given.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${asString(given.uid)}, UID in object meta: ${uid}`;
    throw conflict({ kind, name }, why);
  }
  if (asString(given.resourceVersion) !== "" && given.resourceVersion !== resourceVersion)
    throw conflict({ kind, name }, stale);
}

/** @throws 400 for a `dryRun` that is not `All` */
export function isDryRun({ query }: ResourceCall): boolean {
  const dryRun = query.getAll("dryRun");
  if (dryRun.some((value) => value !== "All")) throw badRequest('dryRun: Unsupported value: supported values: "All"');
  return dryRun.length > 0;
}

function pick({ labels, annotations, finalizers, ownerReferences }: JsonObject): JsonObject {
  const given = Object.entries({ labels, annotations, finalizers, ownerReferences });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function describe(managers: readonly Manager[]) {
  return managers.map(({ paths, ...rest }) => ({ ...rest, paths: [...paths].toSorted() }));
}
