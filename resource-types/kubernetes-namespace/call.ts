import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { openCluster, type Cluster } from "./api/open-cluster.ts";
import { readBackendSettings, type KubernetesBackendSettings } from "./backend-settings.ts";
import { externalNames, type ExternalNames } from "./external-names.ts";
import { describeManifests, type Manifests } from "./manifests/describe-manifests.ts";
import type { NamespaceParameters } from "./parameters.ts";

/** The context every call of this type receives. */
export type KubernetesContext = ProvisionContext<NamespaceParameters>;

/** What every call works with. */
export interface NamespaceCall {
  readonly ctx: KubernetesContext;
  readonly names: ExternalNames;
  readonly settings: KubernetesBackendSettings;
  readonly manifests: Manifests;
  readonly cluster: Cluster;
}

/**
 * Derives names, settings and manifests before anything is sent, runs `work` with connections of its own, and closes
 * them.
 *
 * @throws invalid_input for a name outside its rule, catalog_invalid, settings_invalid, and what `work` throws
 */
export async function withCall<T>(ctx: KubernetesContext, work: (call: NamespaceCall) => Promise<T>): Promise<T> {
  const names = externalNames(ctx.resource);
  const settings = readBackendSettings(ctx.backend);
  const { resource, endsOn, parameters } = ctx;
  const manifests = describeManifests({ resource, endsOn, parameters, names, settings });
  const cluster = await openCluster({ backend: ctx.backend, settings, signal: ctx.signal });
  try {
    return await work({ ctx, names, settings, manifests, cluster });
  } finally {
    cluster.close();
  }
}
