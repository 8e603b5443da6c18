import type { Cluster } from "#scripts/embedded/postgres/cluster.ts";

/** A cluster of a home, described and not yet running. */
export interface HomeCluster {
  readonly cluster: Cluster;
  /** Makes its roles and databases where they are missing; runs once its server answers. */
  readonly prepare: () => Promise<void>;
}
