import type { Manifest } from "../api/object-path.ts";
import type { NamespaceParameters } from "../parameters.ts";

const systemPriority = {
  scopeName: "PriorityClass",
  operator: "In",
  values: ["system-cluster-critical", "system-node-critical"],
};

/** Quota of the namespace, and limits for containers that name none. */
export function limitManifests(
  inside: (name: string) => Manifest["metadata"],
  parameters: NamespaceParameters,
): readonly Manifest[] {
  const cpu = String(parameters.cpuCores);
  const memory = `${parameters.memoryGibibytes}Gi`;
  return [
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: inside("latchkey"),
      spec: {
        hard: {
          pods: String(parameters.pods),
          "requests.cpu": cpu,
          "limits.cpu": cpu,
          "requests.memory": memory,
          "limits.memory": memory,
          "requests.storage": `${parameters.storageGibibytes}Gi`,
          // Both open a door past the network policy and cost money outside of the quota.
          "services.loadbalancers": "0",
          "services.nodeports": "0",
        },
      },
    },
    {
      // The server lets every namespace use these classes, whose pods evict those of the neighbours.
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: inside("latchkey-no-system-priority"),
      spec: { hard: { pods: "0" }, scopeSelector: { matchExpressions: [systemPriority] } },
    },
    {
      apiVersion: "v1",
      kind: "LimitRange",
      metadata: inside("latchkey"),
      spec: {
        limits: [
          {
            type: "Container",
            default: { cpu: "250m", memory: "256Mi" },
            defaultRequest: { cpu: "50m", memory: "128Mi" },
            max: { cpu, memory },
          },
        ],
      },
    },
  ];
}
