import { isAllowed, rulesOf, rulesOfRole, covers } from "#tests/kubernetes-double/authorize.ts";
import { asObject, asObjects, asString, asStrings, type JsonObject } from "#tests/kubernetes-double/json.ts";
import type { Kind } from "#tests/kubernetes-double/kinds.ts";
import { forbidden } from "#tests/kubernetes-double/status.ts";
import type { Store } from "#tests/kubernetes-double/store.ts";
import { mastersGroup, type User } from "#tests/kubernetes-double/users.ts";

interface RoleWrite {
  readonly store: Store;
  readonly user: User;
  readonly kind: Kind;
  readonly object: JsonObject;
  readonly before: JsonObject | null;
}

/**
 * Refuses to write a role or a binding that grants what the user does not hold, unless the user may `escalate` or
 * `bind` (Kubernetes, "Privilege escalation prevention and bootstrapping").
 */
export function assertNoEscalation(write: RoleWrite): void {
  const { store, user, kind, object } = write;
  if (kind.group !== "rbac.authorization.k8s.io" || user.groups.includes(mastersGroup)) return;
  const isBinding = kind.kind.endsWith("Binding");
  if (isUnchanged(write, isBinding)) return;
  const metadata = asObject(object.metadata);
  const namespace = asString(metadata.namespace);
  const ref = asObject(object.roleRef);
  const resource = isBinding ? `${asString(ref.kind).toLowerCase()}s` : kind.plural;
  const name = asString(isBinding ? ref.name : metadata.name);
  const verb = isBinding ? "bind" : "escalate";
  if (isAllowed(store, user, { verb, group: kind.group, resource, namespace, name })) return;
  const held = rulesOf(store, user, namespace);
  const granted = isBinding ? rulesOfRole(store, ref, namespace) : asObjects(object.rules);
  const missing = granted.flatMap(split).filter((single) => !held.some((rule) => holds(rule, single)));
  if (missing.length === 0) return;
  const list = missing.map((single) => JSON.stringify(single)).join("\n");
  const why = `user "${user.username}" (groups=${JSON.stringify(user.groups)}) is attempting to grant RBAC permissions not currently held:\n${list}`;
  throw forbidden({ kind, name: asString(metadata.name) }, why);
}

function isUnchanged({ object, before }: RoleWrite, isBinding: boolean): boolean {
  if (before === null) return false;
  const part = (value: JsonObject) => JSON.stringify(isBinding ? [value.roleRef, value.subjects] : value.rules);
  return part(object) === part(before);
}

interface SingleRule {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
}

function split(rule: JsonObject): SingleRule[] {
  const names = asStrings(rule.resourceNames);
  return asStrings(rule.verbs).flatMap((verb) =>
    asStrings(rule.apiGroups).flatMap((group) =>
      asStrings(rule.resources).flatMap((resource) =>
        (names.length === 0 ? [""] : names).map((name) => ({ verb, group, resource, name })),
      ),
    ),
  );
}

function holds(rule: JsonObject, single: SingleRule): boolean {
  return covers(rule, { ...single, namespace: "" });
}
