import { applyObject } from "#tests/kubernetes-double/apply-object.ts";
import { deleteNow } from "#tests/kubernetes-double/controllers.ts";
import {
  asObject,
  asString,
  asStrings,
  isObject,
  type JsonObject,
  type KubeObject,
} from "#tests/kubernetes-double/json.ts";
import { apiVersionOf } from "#tests/kubernetes-double/kinds.ts";
import { ownChanges } from "#tests/kubernetes-double/managed-fields.ts";
import { readBody, type ResourceCall } from "#tests/kubernetes-double/request.ts";
import { readSelectors } from "#tests/kubernetes-double/selectors.ts";
import {
  alreadyExists,
  ApiRefusal,
  badRequest,
  conflict,
  detailsOf,
  invalid,
  notFound,
} from "#tests/kubernetes-double/status.ts";
import { present, type Store, type Stored } from "#tests/kubernetes-double/store.ts";
import {
  assertCurrent,
  createObject,
  isDryRun,
  readObject,
  replaceObject,
  writerOf,
} from "#tests/kubernetes-double/write-object.ts";

/** An answer with a JSON body. */
export interface Answer {
  readonly code: number;
  readonly body: JsonObject;
}

/** Performs a call on an object or a collection whose caller is allowed to. */
export function perform(store: Store, call: ResourceCall): Answer {
  if (call.name === "") return onCollection(store, call);
  switch (call.method) {
    case "GET":
      return { code: 200, body: present(require(store, call)) };
    case "PUT":
      return put(store, call);
    case "PATCH":
      return call.contentType === "application/apply-patch+yaml" ? apply(store, call) : patch(store, call);
    case "DELETE":
      return remove(store, call, require(store, call));
    default:
      throw notAllowed();
  }
}

function onCollection(store: Store, call: ResourceCall): Answer {
  switch (call.method) {
    case "GET":
      return list(store, call);
    case "POST":
      return create(store, call);
    case "DELETE":
      for (const stored of store.list(call.kind, call.namespace).filter(readSelectors(call.query))) {
        remove(store, { ...call, name: stored.object.metadata.name }, stored);
      }
      return list(store, call);
    default:
      throw notAllowed();
  }
}

function require(store: Store, { kind, namespace, name }: ResourceCall): Stored {
  const stored = store.get({ kind, namespace, name });
  if (stored === undefined) throw notFound({ kind, name });
  return stored;
}

function list(store: Store, { kind, namespace, query }: ResourceCall): Answer {
  const all = store.list(kind, namespace).filter(readSelectors(query));
  const from = Number(query.get("continue") ?? 0);
  const limit = Number(query.get("limit") ?? 0) || all.length;
  const items = all.slice(from, from + limit).map(present);
  const left = all.length - from - items.length;
  const more = left > 0 ? { continue: String(from + items.length), remainingItemCount: left } : {};
  const metadata = { resourceVersion: String(store.version), ...more };
  const bare = items.map(({ kind: _, apiVersion: __, ...rest }) => rest);
  return { code: 200, body: { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items: bare } };
}

function create(store: Store, call: ResourceCall): Answer {
  const { kind, namespace } = call;
  const object = readObject(call, readBody(call));
  const metadata = asObject(object.metadata);
  if (asString(metadata.resourceVersion) !== "")
    throw badRequest("resourceVersion should not be set on objects to be created");
  const suffix = Math.random().toString(36).slice(2, 7);
  const name =
    asString(metadata.name) ||
    (metadata.generateName === undefined ? "" : `${asString(metadata.generateName)}${suffix}`);
  const existing = store.get({ kind, namespace, name });
  if (existing !== undefined) {
    const isEnding = existing.object.metadata.deletionTimestamp !== undefined;
    throw alreadyExists({ kind, name }, isEnding ? "object is being deleted: " : "");
  }
  const named = { ...object, metadata: { ...metadata, name } };
  const managers = ownChanges([], { by: writerOf(call), before: {}, after: named });
  return { code: 201, body: present(createObject(store, call, { object: named, managers })) };
}

function put(store: Store, call: ResourceCall): Answer {
  const before = require(store, call);
  const object = readObject(call, readBody(call));
  assertCurrent(call, before, object);
  return { code: 200, body: present(update(store, call, { before, object })) };
}

function patch(store: Store, call: ResourceCall): Answer {
  const { contentType, kind } = call;
  if (contentType !== "application/merge-patch+json" && contentType !== "application/strategic-merge-patch+json") {
    const message =
      "the body of the request was in an unknown format - accepted media types include: application/merge-patch+json, application/apply-patch+yaml";
    throw new ApiRefusal(415, "UnsupportedMediaType", { message });
  }
  const before = require(store, call);
  const merged = merge(present(before), readBody(call)) as JsonObject;
  const object = readObject(call, { ...merged, kind: kind.kind, apiVersion: apiVersionOf(kind) });
  assertCurrent(call, before, object);
  return { code: 200, body: present(update(store, call, { before, object })) };
}

function update(store: Store, call: ResourceCall, { before, object }: { before: Stored; object: JsonObject }): Stored {
  const managers = ownChanges(before.managers, { by: writerOf(call), before: before.object, after: object });
  return replaceObject(store, call, { before, object, managers });
}

/** RFC 7386. */
function merge(target: unknown, change: unknown): unknown {
  if (!isObject(change)) return change;
  const merged: JsonObject = { ...asObject(target) };
  for (const [key, value] of Object.entries(change)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

function apply(store: Store, call: ResourceCall): Answer {
  const { kind, namespace, name, query } = call;
  if (!query.get("fieldManager")) {
    const field = "fieldManager";
    const cause = { reason: "FieldValueRequired", message: "Required value: is required for apply patch", field };
    throw invalid({ kind: { group: "meta.k8s.io", plural: "patchoptions", kind: "PatchOptions" }, name: "" }, [cause]);
  }
  const configuration = readObject(call, readBody(call), true);
  if (asObject(configuration.metadata).managedFields !== undefined)
    throw badRequest("metadata.managedFields must be nil");
  const before = store.get({ kind, namespace, name });
  const wantsVersion =
    asString(asObject(configuration.metadata).resourceVersion) !== "" ||
    asString(asObject(configuration.metadata).uid) !== "";
  if (before === undefined && wantsVersion)
    throw conflict({ kind, name }, "uid or resourceVersion mismatch: the object does not exist");
  if (before !== undefined) assertCurrent(call, before, configuration);
  const live: JsonObject = before?.object ?? configuration;
  const force = query.get("force") === "true";
  const applied = applyObject({ live, managers: before?.managers ?? [], configuration, by: writerOf(call), force });
  if (applied.conflicts.length > 0) {
    const [first] = applied.conflicts;
    const more = applied.conflicts.length > 1 ? "conflicts" : "conflict";
    const message = `Apply failed with ${applied.conflicts.length} ${more}: ${first?.message ?? ""}: ${first?.field ?? ""}`;
    throw new ApiRefusal(409, "Conflict", { message, details: { causes: applied.conflicts } });
  }
  const { object, managers } = applied;
  if (before === undefined) return { code: 201, body: present(createObject(store, call, { object, managers })) };
  return { code: 200, body: present(replaceObject(store, call, { before, object, managers })) };
}

function remove(store: Store, call: ResourceCall, stored: Stored): Answer {
  const { kind, name, body, query } = call;
  const options = body === "" ? {} : readBody(call);
  const propagation = query.get("propagationPolicy") ?? options.propagationPolicy ?? "Background";
  if (!["Orphan", "Background", "Foreground"].includes(String(propagation))) {
    const field = "propagationPolicy";
    const cause = { reason: "FieldValueInvalid", message: `Invalid value: "${String(propagation)}"`, field };
    throw invalid({ kind: { group: "meta.k8s.io", plural: "deleteoptions", kind: "DeleteOptions" }, name: "" }, [
      cause,
    ]);
  }
  assertPrecondition(call, stored, asObject(options.preconditions));
  const dryRun = isDryRun(call) || asStrings(options.dryRun).length > 0;
  const left = dryRun ? stored : deleteNow(store, stored);
  const { uid, finalizers } = stored.object.metadata;
  if (kind.kind === "Namespace" || kind.kind === "Pod" || asStrings(finalizers).length > 0)
    return { code: 200, body: present(left) };
  const details = { ...detailsOf({ kind, name }), uid };
  return { code: 200, body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details } };
}

function assertPrecondition(
  { kind, name }: ResourceCall,
  { object }: { object: KubeObject },
  wanted: JsonObject,
): void {
  const { uid, resourceVersion } = object.metadata;
  if (wanted.uid !== undefined && wanted.uid !== uid) {
    const why = `the UID in the precondition (${String(wanted.uid)}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict({ kind, name }, why);
  }
  if (wanted.resourceVersion !== undefined && wanted.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${String(wanted.resourceVersion)}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict({ kind, name }, why);
  }
}

function notAllowed(): ApiRefusal {
  return new ApiRefusal(405, "MethodNotAllowed", {
    message: "the server does not allow this method on the requested resource",
  });
}
