import type { Manifest } from "../api/object-path.ts";
import type { KubernetesBackendSettings } from "../backend-settings.ts";

/**
 * Network policies of the namespace: everything closed, then DNS and the namespace's own pods open.
 *
 * Policies add up, and tenants cannot write any, so pods that could not reach each other would be of no use.
 */
export function networkManifests(
  inside: (name: string) => Manifest["metadata"],
  settings: KubernetesBackendSettings,
): readonly Manifest[] {
  const policy = (name: string, spec: object): Manifest => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: inside(name),
    spec: { podSelector: {}, ...spec },
  });
  const dnsServers = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": settings.dnsNamespace } } };
  const dnsPorts = ["UDP", "TCP"].map((protocol) => ({ protocol, port: 53 }));
  return [
    policy("latchkey-default-deny", { policyTypes: ["Ingress", "Egress"] }),
    policy("latchkey-allow-dns", { policyTypes: ["Egress"], egress: [{ to: [dnsServers], ports: dnsPorts }] }),
    policy("latchkey-allow-namespace", {
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [{ to: [{ podSelector: {} }] }],
    }),
  ];
}
