/** A pod that meets the restricted Pod Security Standard, for dry runs only; `context` makes it worse. */
export function probePod(serviceAccountName: string, context: object = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "latchkey-probe" },
    spec: {
      serviceAccountName,
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "probe",
          image: "registry.k8s.io/pause:3.10",
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, ...context },
        },
      ],
    },
  };
}
