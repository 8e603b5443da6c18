import { shapes, type Shape } from "#tests/kubernetes-double/shapes.ts";

/** One kind of object that the double serves. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
  /** Fields that the kind has, for strict field validation. */
  readonly shape: Shape;
  /** What a name must be: a DNS label, a DNS subdomain, or free of path characters only. */
  readonly naming: "label" | "subdomain" | "path";
  readonly countsGenerations: boolean;
}

function row(group: string, kind: string, options: Partial<Kind> = {}): Kind {
  const plural = kind === "NetworkPolicy" ? "networkpolicies" : `${kind.toLowerCase()}s`;
  return {
    group,
    version: "v1",
    kind,
    plural,
    isNamespaced: true,
    shape: shapes[kind] ?? "any",
    naming: "subdomain",
    countsGenerations: false,
    ...options,
  };
}

const rbac = "rbac.authorization.k8s.io";

/** Every kind that is kept; reviews and token requests are answered and forgotten. */
export const kinds: readonly Kind[] = [
  row("", "Namespace", { isNamespaced: false, naming: "label" }),
  row("", "Pod"),
  row("", "Service", { naming: "label" }),
  row("", "ConfigMap"),
  row("", "Secret"),
  row("", "ServiceAccount"),
  row("", "ResourceQuota"),
  row("", "LimitRange"),
  row("", "PersistentVolumeClaim"),
  row("", "Event"),
  row("apps", "Deployment", { countsGenerations: true }),
  row("networking.k8s.io", "NetworkPolicy", { countsGenerations: true }),
  row(rbac, "Role", { naming: "path" }),
  row(rbac, "RoleBinding", { naming: "path" }),
  row(rbac, "ClusterRole", { naming: "path", isNamespaced: false }),
  row(rbac, "ClusterRoleBinding", { naming: "path", isNamespaced: false }),
];

/** `v1`, or `rbac.authorization.k8s.io/v1`. */
export function apiVersionOf({ group, version }: Pick<Kind, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The kind of that name; throws where the code names one that is not served. */
export function kindNamed(name: string): Kind {
  const found = kinds.find(({ kind }) => kind === name);
  if (found === undefined) throw new Error(`The double serves no kind ${name}.`);
  return found;
}
