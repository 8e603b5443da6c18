import { asObject, asString, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed, type Kind } from "#tests/kubernetes-double/kinds.ts";
import { assertWithinLimits, assertWithinQuota, withDefaultLimits } from "#tests/kubernetes-double/pod-quota.ts";
import { violation } from "#tests/kubernetes-double/pod-security.ts";
import { forbidden, notFound } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";

/** A create in a namespace that admission looks at. */
export interface Admission {
  readonly store: Store;
  readonly kind: Kind;
  readonly namespace: string;
  readonly object: JsonObject;
}

/**
 * Lets a new object in, with defaults filled in: the namespace lives, the pod's account exists, Pod Security, LimitRange
 * and ResourceQuota admit it.
 */
export function admitCreate({ store, kind, namespace, object }: Admission): JsonObject {
  if (!kind.isNamespaced) return object;
  const name = asString(asObject(object.metadata).name);
  const space = store.get({ kind: kindNamed("Namespace"), namespace: "", name: namespace });
  if (space === undefined) throw notFound({ kind: kindNamed("Namespace"), name: namespace });
  if (space.object.metadata.deletionTimestamp !== undefined) {
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const message = `namespace ${namespace} is being terminated`;
    throw forbidden({ kind, name }, why, [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }]);
  }
  return kind.kind === "Pod" ? admitPod({ store, kind, namespace, object }, space.object) : object;
}

function admitPod({ store, kind, namespace, object }: Admission, space: JsonObject): JsonObject {
  const name = asString(asObject(object.metadata).name);
  const account = asString(asObject(object.spec).serviceAccountName) || "default";
  if (store.get({ kind: kindNamed("ServiceAccount"), namespace, name: account }) === undefined) {
    const why = `error looking up service account ${namespace}/${account}: serviceaccount "${account}" not found`;
    throw forbidden({ kind, name }, why);
  }
  const complete = withDefaultLimits(store, namespace, object);
  const against = violation(space, complete);
  if (against !== null) throw forbidden({ kind, name }, against);
  assertWithinLimits(store, namespace, complete);
  assertWithinQuota(store, namespace, complete);
  return {
    ...complete,
    spec: { ...asObject(complete.spec), serviceAccountName: account },
    status: { phase: "Pending" },
  };
}
