import type { LiveSessions, Usage } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { ExternalNames } from "./external-names.ts";
import type { MariadbParameters } from "./parameters.ts";

interface OpenConnection {
  readonly from: string;
  /** ISO 8601. */
  readonly lastActiveAt: string;
}

const shownMax = 10;

/** Bytes that the tables of the database take on disk, with their indexes. */
export async function measureSize(session: AdminSession, { database }: ExternalNames): Promise<number> {
  // Files for InnoDB, whose own figures per table are estimates; the estimates for the few tables of other engines.
  const [row] = await session.rows<{ bytes: number | string | null }>(
    `SELECT (SELECT COALESCE(SUM(FILE_SIZE), 0) FROM information_schema.INNODB_SYS_TABLESPACES
              WHERE LEFT(NAME, CHAR_LENGTH(?)) = ?)
          + (SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) FROM information_schema.TABLES
              WHERE TABLE_SCHEMA = ? AND ENGINE <> 'InnoDB') AS bytes`,
    [`${database}/`, `${database}/`, database],
  );
  return Number(row?.bytes ?? 0);
}

/** Tells how much one resource is used at the moment; the server does not remember connections that have ended. */
export async function measureUsage(
  session: AdminSession,
  names: ExternalNames,
  { storageMegabytes, connectionLimit }: MariadbParameters,
): Promise<Usage> {
  const open = await listConnections(session, names, "all generations");
  const bytes = await measureSize(session, names);
  return {
    connections: open.length,
    lastConnectedAt: open[0]?.lastActiveAt ?? null,
    measures: [
      { label: "Size", value: bytes, unit: "bytes", limit: storageMegabytes * 1_000_000 },
      { label: "Connections", value: open.length, unit: "count", limit: connectionLimit },
    ],
  };
}

/** Tells who is logged in as the user of the generation at hand. */
export async function findSessions(session: AdminSession, names: ExternalNames): Promise<LiveSessions> {
  const open = await listConnections(session, names, "this generation");
  return {
    connections: open.length,
    from: [...new Set(open.map(({ from }) => from))].slice(0, shownMax),
    lastActiveAt: open[0]?.lastActiveAt ?? null,
  };
}

/** Open connections, the one that was active last first. */
async function listConnections(
  session: AdminSession,
  { username, usernamePrefix }: ExternalNames,
  of: "this generation" | "all generations",
): Promise<readonly OpenConnection[]> {
  const [prefix, pattern] = of === "this generation" ? [username, "^$"] : [usernamePrefix, "^[0-9]+$"];
  // An idle connection has been so for TIME seconds; any other is doing something at this moment.
  const found = await session.rows<{ host: string; idleSeconds: number; now: number }>(
    `SELECT HOST AS host, IF(COMMAND = 'Sleep', TIME, 0) AS idleSeconds, UNIX_TIMESTAMP() AS now
       FROM information_schema.PROCESSLIST
      WHERE LEFT(USER, CHAR_LENGTH(?)) = ? AND SUBSTRING(USER, CHAR_LENGTH(?) + 1) REGEXP ?
      ORDER BY idleSeconds`,
    [prefix, prefix, prefix, pattern],
  );
  return found.map(({ host, idleSeconds, now }) => ({
    from: host.replace(/:\d+$/, ""),
    lastActiveAt: new Date((Number(now) - Number(idleSeconds)) * 1000).toISOString(),
  }));
}
