import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";

const schema = z.object({
  /** API server that tenants use, and the admin too when its secret is a bare token; else the kubeconfig's. */
  server: z.url({ protocol: /^https$/ }).optional(),
  /** PEM file of the API server's authority; else the kubeconfig's. */
  caFile: z.string().min(1).optional(),
  /** What the API server puts before a team's id in group names, e.g. `oidc:` (`--oidc-groups-prefix`). */
  groupPrefix: z.string().max(100).default("oidc:"),
  /** Namespace of the cluster's DNS servers. */
  dnsNamespace: z.string().min(1).max(63).default("kube-system"),
  /** How long one attempt waits for a namespace to be gone. */
  destroyWaitSeconds: z.number().min(0).max(300).default(20),
  /** How long a revocation waits for the API server to forget a token; it caches for up to 10 s. */
  revokeWaitSeconds: z.number().min(0).max(300).default(20),
});

/** How tenants reach the cluster, and what is special about it. */
export type KubernetesBackendSettings = z.output<typeof schema>;

/**
 * Parses the non-secret settings of a `kubernetes-namespace` back end.
 *
 * @throws catalog_invalid with the setting's name and the reason
 */
export function readBackendSettings(backend: BackendConnection): KubernetesBackendSettings {
  const parsed = schema.safeParse(backend.settings);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError(
    "catalog_invalid",
    `Back end ${backend.name}: settings.${issue?.path.join(".")} is not valid: ${issue?.message}.`,
  );
}
