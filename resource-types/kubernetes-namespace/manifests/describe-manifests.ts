import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import type { Manifest } from "../api/object-path.ts";
import type { KubernetesBackendSettings } from "../backend-settings.ts";
import type { ExternalNames } from "../external-names.ts";
import type { NamespaceParameters } from "../parameters.ts";
import { limitManifests } from "./limit-manifests.ts";
import { marksOf } from "./marks.ts";
import { networkManifests } from "./network-manifests.ts";
import { tenantRules } from "./tenant-rules.ts";

/** What manifests are made from. */
export interface ManifestInput {
  readonly resource: ResourceIdentity;
  readonly endsOn: string;
  readonly parameters: NamespaceParameters;
  readonly names: ExternalNames;
  readonly settings: KubernetesBackendSettings;
}

/** Everything that one resource consists of, as it is applied. */
export interface Manifests {
  readonly namespace: Manifest;
  /** Quota, limits and network policies. */
  readonly limits: readonly Manifest[];
  readonly role: Manifest;
  /** Of the generation at hand. */
  readonly account: Manifest;
  readonly binding: Manifest;
}

/** Says what a resource consists of; the same input gives the same objects. */
export function describeManifests(input: ManifestInput): Manifests {
  const { resource, parameters, names, settings } = input;
  const marks = marksOf(input);
  const rbac = "rbac.authorization.k8s.io";
  const inside = (name: string) => ({ name, namespace: names.namespace, ...marks });
  const level = parameters.podSecurity;
  const security = Object.fromEntries(
    ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
  return {
    namespace: {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: names.namespace, labels: { ...marks.labels, ...security }, annotations: marks.annotations },
    },
    limits: [...limitManifests(inside, parameters), ...networkManifests(inside, settings)],
    role: { apiVersion: `${rbac}/v1`, kind: "Role", metadata: inside("latchkey-tenant"), rules: tenantRules },
    account: {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: inside(names.account),
      automountServiceAccountToken: false,
    },
    binding: {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata: inside(names.account),
      roleRef: { apiGroup: rbac, kind: "Role", name: "latchkey-tenant" },
      subjects: [
        { kind: "Group", apiGroup: rbac, name: `${settings.groupPrefix}${resource.team}` },
        { kind: "ServiceAccount", name: names.account, namespace: names.namespace },
      ],
    },
  };
}
