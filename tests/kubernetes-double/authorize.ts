import { asObject, asObjects, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";
import { kindNamed } from "#tests/kubernetes-double/kinds.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";
import { mastersGroup, type User } from "#tests/kubernetes-double/users.ts";

/** What somebody wants to do. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With its sub-resource, e.g. `serviceaccounts/token`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Any signed-in user may ask about itself (`system:basic-user`). */
const basic: JsonObject[] = [
  { verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["selfsubjectaccessreviews"] },
  { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
];

/** Decides by the roles that are bound to the user (RBAC); nothing bound, nothing allowed. */
export function isAllowed(store: Store, user: User, attributes: Attributes): boolean {
  if (user.groups.includes(mastersGroup)) return true;
  return rulesOf(store, user, attributes.namespace).some((rule) => covers(rule, attributes));
}

/** The rules that apply to the user in `namespace`, or everywhere when it is empty. */
export function rulesOf(store: Store, user: User, namespace: string): JsonObject[] {
  const everywhere = store.list(kindNamed("ClusterRoleBinding"), "");
  const here = namespace === "" ? [] : store.list(kindNamed("RoleBinding"), namespace);
  const bound = [...everywhere, ...here]
    .filter(({ object }) => asObjects(object.subjects).some((subject) => isSubject(subject, user)))
    .flatMap(({ object }) => rulesOfRole(store, asObject(object.roleRef), object.metadata.namespace ?? ""));
  return [...basic, ...bound];
}

/** The rules of the role that a binding refers to; none when it does not exist. */
export function rulesOfRole(store: Store, ref: JsonObject, namespace: string): JsonObject[] {
  const kind = kindNamed(ref.kind === "ClusterRole" ? "ClusterRole" : "Role");
  const place = { kind, namespace: kind.isNamespaced ? namespace : "", name: asString(ref.name) };
  return asObjects(store.get(place)?.object.rules);
}

/** Whether one rule allows it. */
export function covers(rule: JsonObject, { verb, group, resource, name }: Attributes): boolean {
  const names = asStrings(rule.resourceNames);
  const wide = `*/${resource.split("/")[1] ?? ""}`;
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    (has(rule.resources, resource) || (resource.includes("/") && asStrings(rule.resources).includes(wide))) &&
    (names.length === 0 || names.includes(name))
  );
}

function has(list: unknown, wanted: string): boolean {
  const values = asStrings(list);
  return values.includes("*") || values.includes(wanted);
}

function isSubject(subject: JsonObject, user: User): boolean {
  switch (subject.kind) {
    case "User":
      return subject.name === user.username;
    case "Group":
      return user.groups.includes(asString(subject.name));
    default:
      return user.username === `system:serviceaccount:${asString(subject.namespace)}:${asString(subject.name)}`;
  }
}
