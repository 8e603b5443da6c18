import type { Usage } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/session.ts";
import type { ExternalNames } from "./external-names.ts";
import type { PostgresParameters } from "./parameters.ts";

/** What the server tells of a database's use. */
export interface DatabaseUse {
  readonly usage: Usage;
  readonly sizeBytes: number;
  /** Since when the server has counted sessions; null: since it was set up. */
  readonly countedSince: Date | null;
}

interface Row extends Record<string, unknown> {
  readonly sizeBytes: number;
  readonly connections: number;
  readonly newestStartedAt: Date | null;
  readonly sessionsTotal: number;
  readonly countedSince: Date | null;
}

/**
 * Reads size and sessions of the database.
 *
 * The server keeps no record of sessions that ended, but counts all that were ever opened to this database, whoever
 * opened them: `lastConnectedAt` is of a login of ours that is in now.
 */
export async function readUsage(
  session: AdminSession,
  names: ExternalNames,
  { storageMegabytes, connectionLimit }: PostgresParameters,
): Promise<DatabaseUse> {
  const [row] = await session.rows<Row>(
    `SELECT pg_database_size(d.oid)::float8 AS "sizeBytes", s.sessions::float8 AS "sessionsTotal",
        s.stats_reset AS "countedSince", a.connections, a."newestStartedAt"
       FROM pg_database d JOIN pg_stat_database s ON s.datid = d.oid,
        (SELECT count(*)::int AS connections, max(backend_start) AS "newestStartedAt" FROM pg_stat_activity
          WHERE datname = $1 AND starts_with(usename, $2)) a
      WHERE d.datname = $1`,
    [names.database, names.loginPrefix],
  );
  const {
    sizeBytes = 0,
    connections = 0,
    newestStartedAt = null,
    countedSince = null,
    sessionsTotal = null,
  } = row ?? {};
  const limitBytes = storageMegabytes * 1_000_000;
  return {
    sizeBytes,
    countedSince,
    usage: {
      connections,
      lastConnectedAt: newestStartedAt?.toISOString() ?? null,
      sessionsTotal,
      measures: [
        { label: "Size", value: sizeBytes, unit: "bytes", limit: limitBytes },
        { label: "Connections", value: connections, unit: "count", limit: connectionLimit },
      ],
    },
  };
}
