import { isObject, type JsonObject } from "#tests/kubernetes-double/json.ts";

/** Who owns which fields of an object, by what kind of write. */
export interface Manager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly time: string;
  /** Paths of leaves, each a JSON array of keys. */
  readonly paths: ReadonlySet<string>;
}

/** Set by the server or identity of the object: nobody owns them. */
const unowned = new Set(["apiVersion", "kind", "status"]);
const ownedMetadata = new Set(["labels", "annotations", "finalizers", "ownerReferences"]);

/** The leaves of an object that somebody can own; lists count as one leaf each. */
export function leavesOf(object: JsonObject): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  for (const [key, value] of Object.entries(object)) {
    if (unowned.has(key)) continue;
    if (key !== "metadata") collect([key], value, leaves);
    else if (isObject(value)) {
      for (const [name, child] of Object.entries(value)) {
        if (ownedMetadata.has(name)) collect([key, name], child, leaves);
      }
    }
  }
  return leaves;
}

function collect(path: readonly string[], value: unknown, leaves: Map<string, unknown>): void {
  if (value === null || value === undefined) return;
  if (!isObject(value) || Object.keys(value).length === 0) return void leaves.set(JSON.stringify(path), value);
  for (const [key, child] of Object.entries(value)) collect([...path, key], child, leaves);
}

/** The value at a leaf's path. */
export function readPath(object: JsonObject, path: string): unknown {
  let value: unknown = object;
  for (const key of JSON.parse(path) as string[]) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** A copy of the object in which the leaf at `path` is `value`, or absent when that is undefined. */
export function withPath(object: JsonObject, path: string, value: unknown): JsonObject {
  return write(object, JSON.parse(path) as string[], value);
}

function write(object: JsonObject, [key = "", ...rest]: string[], value: unknown): JsonObject {
  const copy = { ...object };
  if (rest.length > 0) {
    const child = copy[key];
    const inner = write(isObject(child) ? child : {}, rest, value);
    if (value !== undefined || Object.keys(inner).length > 0) copy[key] = inner;
    else delete copy[key];
  } else if (value === undefined) delete copy[key];
  else copy[key] = value;
  return copy;
}

/** Gives the fields that a plain write changed to its manager, and takes those that are gone from everybody. */
export function ownChanges(
  managers: readonly Manager[],
  write: { readonly by: Omit<Manager, "paths" | "operation">; readonly before: JsonObject; readonly after: JsonObject },
): Manager[] {
  const { by, before, after } = write;
  const [was, is] = [leavesOf(before), leavesOf(after)];
  const changed = [...is].filter(([path, value]) => JSON.stringify(was.get(path)) !== JSON.stringify(value));
  const changedPaths = new Set(changed.map(([path]) => path));
  const mine = managers.find(({ manager, operation }) => manager === by.manager && operation === "Update");
  const others = managers
    .filter((each) => each !== mine)
    .map((each) => ({
      ...each,
      paths: new Set([...each.paths].filter((path) => is.has(path) && !changedPaths.has(path))),
    }));
  const paths = new Set([...(mine?.paths ?? []), ...changedPaths].filter((path) => is.has(path)));
  const time = changedPaths.size > 0 || mine === undefined ? by.time : mine.time;
  return [...others, { ...by, time, operation: "Update" as const, paths }].filter(({ paths: owned }) => owned.size > 0);
}

/** `metadata.managedFields` (FieldsV1). */
export function renderManagedFields(managers: readonly Manager[]): JsonObject[] {
  return managers.map(({ paths, ...rest }) => ({ ...rest, fieldsType: "FieldsV1", fieldsV1: renderPaths(paths) }));
}

function renderPaths(paths: ReadonlySet<string>): JsonObject {
  const root: JsonObject = {};
  for (const path of paths) {
    let node = root;
    for (const key of JSON.parse(path) as string[]) {
      const next = node[`f:${key}`];
      const child: JsonObject = isObject(next) ? next : {};
      node[`f:${key}`] = child;
      node = child;
    }
  }
  return root;
}
