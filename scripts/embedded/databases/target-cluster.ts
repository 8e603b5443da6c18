import pg from "pg";
import { scramVerifier } from "#domain/credentials/scram-verifier.ts";
import type { HomeCluster } from "#scripts/embedded/databases/home-cluster.ts";
import { keepSecret } from "#scripts/embedded/home/keep-secret.ts";
import { keepUrl } from "#scripts/embedded/home/keep-url.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import type { PostgresBinaries } from "#scripts/embedded/postgres/binaries.ts";
import { clusterUrl, superuser, type Cluster } from "#scripts/embedded/postgres/cluster.ts";

/** The worker's role: it may make databases and roles, and is no superuser. */
const provisioner = "latchkey_provisioner";
const parameters = { max_connections: "200", shared_buffers: "64MB", shared_preload_libraries: "pg_stat_statements" };

/**
 * Describes the cluster on which people get their databases, on the home's port of the loopback interface, and keeps
 * the worker's way in as the secret `target-admin-url`.
 *
 * @throws StartError when the home has lost a secret of it
 */
export async function targetCluster(home: Home, binaries: PostgresBinaries): Promise<HomeCluster> {
  const place = { home, part: "target" as const };
  const cluster: Cluster = {
    name: "target",
    directory: home.paths.target,
    socketDirectory: home.paths.targetSocket,
    port: home.pgPort,
    tcp: true,
    password: await keepSecret(place, "target-superuser"),
    parameters,
    binaries,
    user: home.databaseUser,
  };
  const { password } = await keepUrl(place, "target-admin-url", (secret) =>
    clusterUrl(cluster, { user: provisioner, password: secret, database: "postgres" }),
  );
  return { cluster, prepare: () => prepareTarget(cluster, password) };
}

async function prepareTarget(cluster: Cluster, password: string): Promise<void> {
  const login = { user: superuser, password: cluster.password, database: "postgres" };
  const client = new pg.Client({ connectionString: clusterUrl(cluster, login) });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [provisioner]);
    // So that a password that somebody else sets shows: the admin compares what the server keeps, as a hash.
    const watch = `GRANT SELECT (rolname, rolpassword) ON pg_catalog.pg_authid TO ${provisioner}`;
    if (rowCount !== 0) {
      await client.query(watch);
      return;
    }
    // One transaction: a start that is killed here leaves a target that looks new.
    await client.query(`
      BEGIN;
      REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
      CREATE ROLE ${provisioner} LOGIN CREATEDB CREATEROLE PASSWORD '${scramVerifier(Buffer.from(password))}';
      GRANT CONNECT ON DATABASE postgres, template1 TO ${provisioner};
      ${watch};
      COMMIT;
    `);
  } finally {
    await client.end();
  }
}
