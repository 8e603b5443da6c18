const read = ["get", "list", "watch"];
const write = [...read, "create", "update", "patch", "delete", "deletecollection"];

/**
 * What a team may do in its namespace: what the cluster's own role `edit` allows, without writing accounts, asking for
 * tokens or impersonating. Quotas, limits, network policies and rights can be read only.
 *
 * The admin must hold exactly these rights too, since nobody can grant more than they hold
 * (`deploy/kubernetes/provisioner-rbac.yaml`).
 */
export const tenantRules = [
  {
    apiGroups: [""],
    resources: ["pods", "services", "configmaps", "secrets", "persistentvolumeclaims", "replicationcontrollers"],
    verbs: write,
  },
  { apiGroups: [""], resources: ["pods/exec", "pods/attach", "pods/portforward"], verbs: ["get", "create"] },
  { apiGroups: [""], resources: ["pods/log", "pods/status"], verbs: read },
  {
    apiGroups: [""],
    resources: ["namespaces", "serviceaccounts", "events", "endpoints", "resourcequotas", "limitranges"],
    verbs: read,
  },
  {
    apiGroups: ["apps"],
    resources: ["deployments", "deployments/scale", "statefulsets", "statefulsets/scale", "daemonsets", "replicasets"],
    verbs: write,
  },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"], verbs: write },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: write },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: write },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: write },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: read },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: read },
] as const satisfies readonly {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}[];
