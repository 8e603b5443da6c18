import { asObject, asStrings } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import { newMeta } from "#tests/kubernetes-double/new-meta.ts";
import { placeOf, type Change, type Store, type Stored } from "#tests/kubernetes-double/store.ts";

/**
 * What the controller manager does a moment after a change: accounts for new namespaces, counted quotas, and the end of
 * terminating namespaces once nothing in them is left.
 *
 * @returns what stops it
 */
export function runControllers(store: Store, delayMs: number): () => void {
  const timers = new Set<NodeJS.Timeout>();
  const later = (work: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, delayMs);
    timers.add(timer);
  };
  const unsubscribe = store.subscribe(({ type, stored }: Change) => {
    const { kind, object } = stored;
    if (kind.kind === "Namespace" && type === "ADDED") later(() => addDefaults(store, object.metadata.name));
    if (kind.kind === "ResourceQuota" && type !== "DELETED") later(() => countQuota(store, stored));
    const name = kind.kind === "Namespace" ? object.metadata.name : (object.metadata.namespace ?? "");
    const space = store.get({ kind: kindNamed("Namespace"), namespace: "", name });
    if (space?.object.metadata.deletionTimestamp !== undefined) later(() => terminate(store, name));
  });
  return () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  };
}

function addDefaults(store: Store, namespace: string): void {
  const space = store.get({ kind: kindNamed("Namespace"), namespace: "", name: namespace });
  if (space === undefined || space.object.metadata.deletionTimestamp !== undefined) return;
  for (const [kindName, name] of [
    ["ServiceAccount", "default"],
    ["ConfigMap", "kube-root-ca.crt"],
  ] as const) {
    const kind = kindNamed(kindName);
    if (store.get({ kind, namespace, name }) !== undefined) continue;
    const object = { apiVersion: "v1", kind: kindName, metadata: newMeta({ name, namespace }) };
    store.keep({ kind, object, managers: [] });
  }
}

function countQuota(store: Store, { kind, object }: Stored): void {
  const { name, namespace = "" } = object.metadata;
  const current = store.get({ kind, namespace, name });
  if (current === undefined) return;
  const hard = asObject(asObject(current.object.spec).hard);
  if (JSON.stringify(asObject(current.object.status).hard) === JSON.stringify(hard)) return;
  // As for a namespace in which nothing runs: the double does not count on, it admits pods by what it stores.
  const used = Object.fromEntries(Object.keys(hard).map((key) => [key, "0"]));
  store.keep({ ...current, object: { ...current.object, status: { hard, used } } });
}

/** Deletes the content, says what holds it up in the namespace's conditions, and ends the namespace when it is empty. */
function terminate(store: Store, name: string): void {
  const place = { kind: kindNamed("Namespace"), namespace: "", name };
  const contents = () => store.listAll().filter(({ object }) => object.metadata.namespace === name);
  for (const stored of contents()) deleteNow(store, stored);
  const space = store.get(place);
  if (space === undefined) return;
  const left = contents();
  if (left.length === 0 && asStrings(space.object.metadata.finalizers).length === 0) return void store.remove(place);
  const conditions = describeRemaining(left);
  if (JSON.stringify(asObject(space.object.status).conditions) === JSON.stringify(conditions)) return;
  store.keep({ ...space, object: { ...space.object, status: { phase: "Terminating", conditions } } });
}

/** Removes an object, or marks it as being deleted while finalizers hold it. */
export function deleteNow(store: Store, stored: Stored): Stored {
  const { object } = stored;
  if (asStrings(object.metadata.finalizers).length === 0 && stored.kind.kind !== "Namespace") {
    return store.remove(placeOf(stored)) ?? stored;
  }
  if (object.metadata.deletionTimestamp !== undefined) return stored;
  const metadata = { ...object.metadata, deletionTimestamp: new Date().toISOString().replace(/\.\d+/, "") };
  const status = stored.kind.kind === "Namespace" ? { status: { phase: "Terminating" } } : {};
  return store.keep({
    ...stored,
    object: { ...object, ...status, metadata: { ...metadata, deletionGracePeriodSeconds: 0 } },
  });
}

function describeRemaining(left: readonly Stored[]) {
  const count = (names: readonly string[]) =>
    [...Map.groupBy(names, (each) => each)].map(([each, all]) => [each, all.length] as const);
  const kinds = count(left.map(({ kind }) => `${kind.plural}.${kind.group}`));
  const finalizers = count(left.flatMap(({ object }) => asStrings(object.metadata.finalizers)));
  const condition = (type: string, reason: string, parts: readonly string[], prefix: string) => ({
    type,
    status: parts.length > 0 ? "True" : "False",
    reason: parts.length > 0 ? reason : "ContentRemoved",
    message: parts.length > 0 ? `${prefix}${parts.join(", ")}` : "All content successfully removed",
  });
  return [
    condition(
      "NamespaceContentRemaining",
      "SomeResourcesRemain",
      kinds.map(([kind, all]) => `${kind} has ${all} resource instances`),
      "Some resources are remaining: ",
    ),
    condition(
      "NamespaceFinalizersRemaining",
      "SomeFinalizersRemain",
      finalizers.map(([finalizer, all]) => `${finalizer} in ${all} resource instances`),
      "Some content in the namespace has finalizers remaining: ",
    ),
  ];
}
