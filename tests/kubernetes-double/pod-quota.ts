import { asObject, asObjects, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import { readQuantity } from "#tests/kubernetes-double/quantity.ts";
import { forbidden } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";

const resources = ["cpu", "memory"] as const;

/** Fills in what the namespace's LimitRanges give to containers that say nothing. */
export function withDefaultLimits(store: Store, namespace: string, pod: JsonObject): JsonObject {
  const limits = store
    .list(kindNamed("LimitRange"), namespace)
    .flatMap(({ object }) => asObjects(asObject(object.spec).limits))
    .filter(({ type }) => type === "Container");
  if (limits.length === 0) return pod;
  const usual = (key: string) => Object.assign({}, ...limits.map((limit) => asObject(limit[key]))) as JsonObject;
  const spec = asObject(pod.spec);
  const containers = asObjects(spec.containers).map((container) => {
    const own = asObject(container.resources);
    const limit = { ...usual("default"), ...asObject(own.limits) };
    const request = {
      ...usual("default"),
      ...usual("defaultRequest"),
      ...asObject(own.limits),
      ...asObject(own.requests),
    };
    return { ...container, resources: { ...own, limits: limit, requests: request } };
  });
  return { ...pod, spec: { ...spec, containers } };
}

/** @throws 403 when a container asks for more than a LimitRange of the namespace admits */
export function assertWithinLimits(store: Store, namespace: string, pod: JsonObject): void {
  const kind = kindNamed("Pod");
  const name = asString(asObject(pod.metadata).name);
  for (const { object } of store.list(kindNamed("LimitRange"), namespace)) {
    for (const limit of asObjects(asObject(object.spec).limits).filter(({ type }) => type === "Container")) {
      for (const container of asObjects(asObject(pod.spec).containers)) {
        for (const [resource, max] of Object.entries(asObject(limit.max))) {
          const asked = readQuantity(asObject(asObject(container.resources).limits)[resource]);
          if (asked !== null && asked > (readQuantity(max) ?? Infinity)) {
            throw forbidden(
              { kind, name },
              `maximum ${resource} usage per Container is ${String(max)}, but limit is ${String(asObject(asObject(container.resources).limits)[resource])}`,
            );
          }
        }
      }
    }
  }
}

/** @throws 403 when a ResourceQuota of the namespace leaves no room for the pod, or is not counted yet */
export function assertWithinQuota(store: Store, namespace: string, pod: JsonObject): void {
  const kind = kindNamed("Pod");
  const name = asString(asObject(pod.metadata).name);
  for (const { object } of store.list(kindNamed("ResourceQuota"), namespace)) {
    if (!isInScope(asObject(object.spec), pod)) continue;
    const quota = object.metadata.name;
    const hard = asObject(asObject(object.spec).hard);
    const asked = usageOf(pod);
    const concerned = Object.keys(hard).filter((key) => key in asked);
    if (Object.keys(asObject(asObject(object.status).hard)).length === 0 && concerned.length > 0) {
      throw forbidden({ kind, name }, `status unknown for quota: ${quota}, resources: ${concerned.join(",")}`);
    }
    const unsaid = concerned.filter((key) => asked[key] === null);
    if (unsaid.length > 0) throw forbidden({ kind, name }, `failed quota: ${quota}: must specify ${unsaid.join(",")}`);
    const pods = store.list(kind, namespace).map((stored) => usageOf(stored.object));
    for (const key of concerned) {
      const used = pods.reduce((sum, usage) => sum + (usage[key] ?? 0), 0);
      const limit = readQuantity(hard[key]) ?? 0;
      if (used + (asked[key] ?? 0) > limit) {
        const why = `exceeded quota: ${quota}, requested: ${key}=${asked[key]}, used: ${key}=${used}, limited: ${key}=${String(hard[key])}`;
        throw forbidden({ kind, name }, why);
      }
    }
  }
}

/** True for a quota without a selector; of selectors the double knows `PriorityClass In`. */
function isInScope(spec: JsonObject, pod: JsonObject): boolean {
  const own = asString(asObject(pod.spec).priorityClassName);
  return asObjects(asObject(spec.scopeSelector).matchExpressions).every(({ scopeName, operator, values }) => {
    if (scopeName !== "PriorityClass" || operator !== "In") throw new Error("The double does not know this scope.");
    return asStrings(values).includes(own);
  });
}

/** What a pod counts for in a quota; null where a container does not say. */
function usageOf(pod: JsonObject): Record<string, number | null> {
  const containers = asObjects(asObject(pod.spec).containers);
  const total = (kind: "requests" | "limits", resource: string) =>
    containers.reduce<number | null>((sum, container) => {
      const value = readQuantity(asObject(asObject(container.resources)[kind])[resource]);
      return sum === null || value === null ? null : sum + value;
    }, 0);
  const usage: Record<string, number | null> = { pods: 1, "count/pods": 1 };
  for (const resource of resources) {
    usage[resource] = usage[`requests.${resource}`] = total("requests", resource);
    usage[`limits.${resource}`] = total("limits", resource);
  }
  return usage;
}
