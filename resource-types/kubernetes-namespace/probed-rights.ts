import type { ExternalNames } from "./external-names.ts";

/** One question to the API server: may I? */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Empty for all namespaces. */
  readonly namespace: string;
  readonly name?: string;
}

const rbac = "rbac.authorization.k8s.io";

/** What the holder of a credential can do. */
export function grantedRights(namespace: string): readonly Right[] {
  return [
    { verb: "create", group: "", resource: "pods", namespace },
    { verb: "get", group: "", resource: "pods", subresource: "log", namespace },
    { verb: "create", group: "apps", resource: "deployments", namespace },
    { verb: "list", group: "", resource: "secrets", namespace },
    { verb: "get", group: "", resource: "resourcequotas", namespace },
  ];
}

/** What the holder of a credential must not be able to do. */
export function deniedRights({ namespace, account }: ExternalNames): readonly Right[] {
  const limits = ["update", "patch", "delete"].flatMap((verb) => [
    { verb, group: "", resource: "resourcequotas", namespace },
    { verb, group: "", resource: "limitranges", namespace },
    { verb, group: "networking.k8s.io", resource: "networkpolicies", namespace },
    { verb, group: rbac, resource: "rolebindings", namespace },
    { verb, group: rbac, resource: "roles", namespace },
    { verb, group: "", resource: "namespaces", namespace, name: namespace },
  ]);
  return [
    ...limits,
    { verb: "create", group: "networking.k8s.io", resource: "networkpolicies", namespace },
    { verb: "create", group: rbac, resource: "rolebindings", namespace },
    { verb: "create", group: "", resource: "serviceaccounts", namespace },
    { verb: "create", group: "", resource: "serviceaccounts", subresource: "token", namespace, name: account },
    { verb: "impersonate", group: "", resource: "serviceaccounts", namespace },
    { verb: "impersonate", group: "", resource: "users", namespace: "" },
    { verb: "list", group: "", resource: "secrets", namespace: "" },
    { verb: "get", group: "", resource: "pods", namespace: "kube-system" },
    { verb: "list", group: "", resource: "namespaces", namespace: "" },
  ];
}
