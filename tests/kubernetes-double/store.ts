import type { KubeObject } from "#tests/kubernetes-double/json.ts";
import { apiVersionOf, type Kind } from "#tests/kubernetes-double/kinds.ts";
import { renderManagedFields, type Manager } from "#tests/kubernetes-double/managed-fields.ts";

/** An object with who owns which of its fields. */
export interface Stored {
  readonly kind: Kind;
  readonly object: KubeObject;
  readonly managers: readonly Manager[];
}

/** One change, as a watch tells it. */
export interface Change {
  readonly version: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly stored: Stored;
}

/** Where an object stands; `namespace` is empty for what has none. */
export interface Place {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
}

/** All objects of one double and the history of their changes. */
export interface Store {
  readonly version: number;
  get(place: Place): Stored | undefined;
  /** Objects of the kind in `namespace`, or everywhere when it is empty, by name. */
  list(kind: Kind, namespace: string): readonly Stored[];
  listAll(): readonly Stored[];
  /** Keeps the object under a new resource version and tells the watches; gives what is kept. */
  keep(stored: Stored): Stored;
  remove(place: Place): Stored | undefined;
  /** Changes after `version`; null when that part of the history is forgotten. */
  changesSince(version: number): readonly Change[] | null;
  /** Forgets the history, as etcd's compaction does. */
  forgetHistory(): void;
  subscribe(listener: (change: Change) => void): () => void;
}

/** Opens an empty store. */
export function createStore(): Store {
  const objects = new Map<string, Stored>();
  const listeners = new Set<(change: Change) => void>();
  let changes: Change[] = [];
  let version = 1;
  let oldest = 1;
  const tell = (type: Change["type"], stored: Stored) => {
    const change = { version, type, stored };
    changes.push(change);
    for (const listener of listeners) listener(change);
  };
  const stamp = (stored: Stored): Stored => {
    version += 1;
    const metadata = { ...stored.object.metadata, resourceVersion: String(version) };
    return { ...stored, object: { ...stored.object, metadata } };
  };
  return {
    get version() {
      return version;
    },
    get: (place) => objects.get(keyOf(place)),
    list: (kind, namespace) =>
      [...objects.values()]
        .filter((each) => each.kind === kind && (namespace === "" || each.object.metadata.namespace === namespace))
        .toSorted((a, b) => keyOf(placeOf(a)).localeCompare(keyOf(placeOf(b)))),
    listAll: () => [...objects.values()],
    keep: (stored) => {
      const key = keyOf(placeOf(stored));
      const type = objects.has(key) ? "MODIFIED" : "ADDED";
      const kept = stamp(stored);
      objects.set(key, kept);
      tell(type, kept);
      return kept;
    },
    remove: (place) => {
      const stored = objects.get(keyOf(place));
      if (stored === undefined) return undefined;
      objects.delete(keyOf(place));
      tell("DELETED", stamp(stored));
      return stored;
    },
    changesSince: (since) => (since < oldest ? null : changes.filter((change) => change.version > since)),
    forgetHistory: () => {
      changes = [];
      oldest = version;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Where a kept object stands. */
export function placeOf({ kind, object }: Stored): Place {
  return { kind, namespace: object.metadata.namespace ?? "", name: object.metadata.name };
}

/** The object as the API gives it out. */
export function present({ kind, object, managers }: Stored): KubeObject {
  const { apiVersion: _, kind: __, metadata, ...rest } = object;
  const managedFields = renderManagedFields(managers);
  return structuredClone({
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { ...metadata, ...(managedFields.length === 0 ? {} : { managedFields }) },
    ...rest,
  });
}

function keyOf({ kind, namespace, name }: Place): string {
  return `${kind.group}/${kind.plural}/${namespace}/${name}`;
}
