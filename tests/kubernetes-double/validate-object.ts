import { asObject, asObjects, asString, asStrings, isObject, type JsonObject } from "#tests/kubernetes-double/json.ts";
import type { Kind } from "#tests/kubernetes-double/kinds.ts";
import { readQuantity } from "#tests/kubernetes-double/quantity.ts";
import type { Cause } from "#tests/kubernetes-double/status.ts";
import { validateMeta } from "#tests/kubernetes-double/validate-meta.ts";

type Check = (object: JsonObject, before: JsonObject | null) => Cause[];

const checks: Readonly<Record<string, Check>> = {
  Pod: (object, before) => [...checkPod(asObject(object.spec)), ...checkPodChange(object, before)],
  ResourceQuota: (object) => checkQuantities("spec.hard", asObject(asObject(object.spec).hard)),
  LimitRange: (object) => asObjects(asObject(object.spec).limits).flatMap(checkLimit),
  NetworkPolicy: (object) => checkNetworkPolicy(asObject(object.spec)),
  Role: (object) => asObjects(object.rules).flatMap(checkRule),
  ClusterRole: (object) => asObjects(object.rules).flatMap(checkRule),
  RoleBinding: checkBinding,
  ClusterRoleBinding: checkBinding,
};

/** What is wrong with a new object, or with a change of `before`; empty when nothing is. */
export function validateObject(kind: Kind, object: JsonObject, before: JsonObject | null): Cause[] {
  return [...validateMeta(kind, asObject(object.metadata)), ...(checks[kind.kind]?.(object, before) ?? [])];
}

function checkPod(spec: JsonObject): Cause[] {
  const containers = asObjects(spec.containers);
  if (containers.length === 0) return [required("spec.containers")];
  return containers.flatMap((container, index) => {
    const place = `spec.containers[${index}]`;
    const resources = asObject(container.resources);
    return [
      ...(asString(container.name) === "" ? [required(`${place}.name`)] : []),
      ...(asString(container.image) === "" ? [required(`${place}.image`)] : []),
      ...checkQuantities(`${place}.resources.requests`, asObject(resources.requests)),
      ...checkQuantities(`${place}.resources.limits`, asObject(resources.limits)),
    ];
  });
}

function checkPodChange(object: JsonObject, before: JsonObject | null): Cause[] {
  if (before === null) return [];
  const withoutImages = (pod: JsonObject) => {
    const spec = asObject(pod.spec);
    return JSON.stringify({ ...spec, containers: asObjects(spec.containers).map(({ image: _, ...rest }) => rest) });
  };
  if (withoutImages(object) === withoutImages(before)) return [];
  return [
    {
      reason: "FieldValueForbidden",
      message: "Forbidden: pod updates may not change fields other than the image",
      field: "spec",
    },
  ];
}

function checkLimit(limit: JsonObject, index: number): Cause[] {
  const place = `spec.limits[${index}]`;
  const kinds = ["max", "min", "default", "defaultRequest"];
  return [
    ...(["Container", "Pod", "PersistentVolumeClaim"].includes(asString(limit.type))
      ? []
      : [required(`${place}.type`)]),
    ...kinds.flatMap((name) => checkQuantities(`${place}.${name}`, asObject(limit[name]))),
    ...Object.keys(asObject(limit.default)).flatMap((name) => {
      const [usual, max] = [readQuantity(asObject(limit.default)[name]), readQuantity(asObject(limit.max)[name])];
      return usual !== null && max !== null && usual > max
        ? [wrong(`${place}.default[${name}]`, String(usual), "default value is greater than max value")]
        : [];
    }),
  ];
}

function checkNetworkPolicy(spec: JsonObject): Cause[] {
  if (!isObject(spec.podSelector)) return [required("spec.podSelector")];
  return asStrings(spec.policyTypes).flatMap((type, index) =>
    type === "Ingress" || type === "Egress"
      ? []
      : [wrong(`spec.policyTypes[${index}]`, type, "must be Ingress or Egress")],
  );
}

function checkRule(rule: JsonObject, index: number): Cause[] {
  const place = `rules[${index}]`;
  if (asStrings(rule.verbs).length === 0) return [required(`${place}.verbs`)];
  if (asStrings(rule.nonResourceURLs).length > 0) return [];
  if (asStrings(rule.apiGroups).length === 0) return [required(`${place}.apiGroups`)];
  return asStrings(rule.resources).length === 0 ? [required(`${place}.resources`)] : [];
}

function checkBinding(object: JsonObject, before: JsonObject | null): Cause[] {
  const ref = asObject(object.roleRef);
  const rbac = "rbac.authorization.k8s.io";
  const issues = asObjects(object.subjects).flatMap((subject, index) => {
    const place = `subjects[${index}]`;
    const group = subject.kind === "ServiceAccount" ? "" : rbac;
    return [
      ...(asString(subject.name) === "" ? [required(`${place}.name`)] : []),
      ...(asString(subject.apiGroup) === group
        ? []
        : [wrong(`${place}.apiGroup`, asString(subject.apiGroup), `supported values: "${group}"`)]),
      ...(subject.kind === "ServiceAccount" && asString(subject.namespace) === ""
        ? [required(`${place}.namespace`)]
        : []),
    ];
  });
  if (ref.apiGroup !== rbac || asString(ref.name) === "") issues.push(required("roleRef"));
  if (before !== null && JSON.stringify(sorted(before.roleRef)) !== JSON.stringify(sorted(ref))) {
    issues.push(wrong("roleRef", asString(ref.name), "cannot change roleRef"));
  }
  return issues;
}

function checkQuantities(place: string, map: JsonObject): Cause[] {
  return Object.entries(map).flatMap(([name, value]) =>
    readQuantity(value) === null
      ? [wrong(`${place}[${name}]`, String(value), "quantities must match the regular expression")]
      : [],
  );
}

function sorted(value: unknown): unknown {
  return Object.entries(asObject(value)).toSorted(([a], [b]) => a.localeCompare(b));
}

function required(field: string): Cause {
  return { reason: "FieldValueRequired", message: "Required value", field };
}

function wrong(field: string, value: string, why: string): Cause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}
