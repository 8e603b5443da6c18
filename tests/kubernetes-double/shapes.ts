/** What fields a value may have: anything, a list, named fields, or with `*` a map from any key. */
export type Shape = "any" | readonly [Shape] | { readonly [field: string]: Shape };

type Fields = { readonly [field: string]: Shape };

const selector: Shape = {
  matchLabels: { "*": "any" },
  matchExpressions: [{ key: "any", operator: "any", values: ["any"] }],
};
const peer: Shape = {
  podSelector: selector,
  namespaceSelector: selector,
  ipBlock: { cidr: "any", except: ["any"] },
};
const ports: Shape = [{ protocol: "any", port: "any", endPort: "any" }];
const rules: Shape = [
  { verbs: ["any"], apiGroups: ["any"], resources: ["any"], resourceNames: ["any"], nonResourceURLs: ["any"] },
];
const binding: Fields = {
  subjects: [{ kind: "any", apiGroup: "any", name: "any", namespace: "any" }],
  roleRef: { apiGroup: "any", kind: "any", name: "any" },
};
const securityContext: Shape = {
  privileged: "any",
  allowPrivilegeEscalation: "any",
  runAsNonRoot: "any",
  runAsUser: "any",
  runAsGroup: "any",
  fsGroup: "any",
  supplementalGroups: "any",
  readOnlyRootFilesystem: "any",
  procMount: "any",
  capabilities: { add: ["any"], drop: ["any"] },
  seccompProfile: { type: "any", localhostProfile: "any" },
};
const container: Shape = {
  name: "any",
  image: "any",
  imagePullPolicy: "any",
  command: "any",
  args: "any",
  env: "any",
  envFrom: "any",
  workingDir: "any",
  ports: [{ name: "any", containerPort: "any", hostPort: "any", hostIP: "any", protocol: "any" }],
  volumeMounts: "any",
  resources: { requests: { "*": "any" }, limits: { "*": "any" } },
  securityContext,
  livenessProbe: "any",
  readinessProbe: "any",
  startupProbe: "any",
  lifecycle: "any",
  stdin: "any",
  stdinOnce: "any",
  tty: "any",
  terminationMessagePath: "any",
  terminationMessagePolicy: "any",
};
const metadata: Shape = {
  name: "any",
  generateName: "any",
  namespace: "any",
  uid: "any",
  resourceVersion: "any",
  generation: "any",
  creationTimestamp: "any",
  deletionTimestamp: "any",
  deletionGracePeriodSeconds: "any",
  labels: { "*": "any" },
  annotations: { "*": "any" },
  finalizers: ["any"],
  ownerReferences: "any",
  managedFields: "any",
  selfLink: "any",
};

function shape(fields: { readonly [field: string]: Shape }): Shape {
  return { apiVersion: "any", kind: "any", metadata, ...fields };
}

/** The fields of each kind whose fields the double checks. */
export const shapes: Readonly<Record<string, Shape>> = {
  Namespace: shape({ spec: { finalizers: ["any"] }, status: "any" }),
  ResourceQuota: shape({ spec: { hard: { "*": "any" }, scopes: ["any"], scopeSelector: "any" }, status: "any" }),
  LimitRange: shape({
    spec: {
      limits: [
        {
          type: "any",
          max: { "*": "any" },
          min: { "*": "any" },
          default: { "*": "any" },
          defaultRequest: { "*": "any" },
          maxLimitRequestRatio: { "*": "any" },
        },
      ],
    },
  }),
  NetworkPolicy: shape({
    spec: {
      podSelector: selector,
      policyTypes: ["any"],
      ingress: [{ from: [peer], ports }],
      egress: [{ to: [peer], ports }],
    },
  }),
  Role: shape({ rules }),
  ClusterRole: shape({ rules, aggregationRule: "any" }),
  RoleBinding: shape(binding),
  ClusterRoleBinding: shape(binding),
  ServiceAccount: shape({ secrets: "any", imagePullSecrets: "any", automountServiceAccountToken: "any" }),
  ConfigMap: shape({ data: { "*": "any" }, binaryData: { "*": "any" }, immutable: "any" }),
  Secret: shape({ data: { "*": "any" }, stringData: { "*": "any" }, type: "any", immutable: "any" }),
  Pod: shape({
    spec: {
      containers: [container],
      initContainers: [container],
      restartPolicy: "any",
      serviceAccountName: "any",
      serviceAccount: "any",
      automountServiceAccountToken: "any",
      securityContext,
      volumes: "any",
      hostNetwork: "any",
      hostPID: "any",
      hostIPC: "any",
      nodeName: "any",
      nodeSelector: "any",
      tolerations: "any",
      affinity: "any",
      terminationGracePeriodSeconds: "any",
      activeDeadlineSeconds: "any",
      dnsPolicy: "any",
      schedulerName: "any",
      enableServiceLinks: "any",
      imagePullSecrets: "any",
      priorityClassName: "any",
      hostname: "any",
    },
    status: "any",
  }),
};
