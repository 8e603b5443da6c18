import { isAppError } from "#domain/errors/app-error.ts";
import type { OwnedObject } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext } from "./call.ts";

/** One thing of ours: what it is and how it is called. */
export interface RegistryEntry {
  readonly kind: "database" | "user";
  readonly name: string;
}

const table = "lk_registry.owned";

/** Unknown database, unknown table. */
const notMadeYet: readonly unknown[] = [1049, 1146];

/**
 * Remembers on the server itself that the thing is this resource's.
 *
 * MariaDB has no comment on a user, and lets a tenant change the one of its database, so that neither can bear the
 * marker for good. Both are made with a birthmark in the one statement that makes them, and are entered here before it
 * is overwritten or anybody gets in: at no moment is it open whose they are. Nobody but the admin reaches the table.
 */
export async function register(ctx: MariadbContext, session: AdminSession, entry: RegistryEntry): Promise<void> {
  await ctx.assertFence();
  const insert = () =>
    session.rows(`INSERT IGNORE INTO ${table} (kind, name, resource_id) VALUES (?, ?, ?)`, [
      entry.kind,
      entry.name,
      ctx.resource.resourceId,
    ]);
  await insert().catch(async (error: unknown) => {
    if (!isMissing(error)) throw error;
    await makeRegistry(session);
    await insert();
  });
}

/** Forgets entries of this resource, whose things are gone. */
export async function unregister(
  ctx: MariadbContext,
  session: AdminSession,
  entries: readonly RegistryEntry[],
): Promise<void> {
  for (const { kind, name } of entries) {
    await ctx.assertFence();
    await session.rows(`DELETE FROM ${table} WHERE kind = ? AND name = ? AND resource_id = ?`, [
      kind,
      name,
      ctx.resource.resourceId,
    ]);
  }
}

/** What is entered for the resource, whether or not it still exists. */
export async function readRegistry(session: AdminSession, resourceId: string): Promise<readonly RegistryEntry[]> {
  return orNothing(
    session.rows<RegistryEntry>(`SELECT kind, name FROM ${table} WHERE resource_id = ? ORDER BY kind, name`, [
      resourceId,
    ]),
  );
}

/**
 * Everything of ours that exists, of whatever resource: what is entered, and databases whose worker died before it entered
 * them.
 */
export async function listRegistered(session: AdminSession): Promise<readonly OwnedObject[]> {
  return orNothing(
    session.rows<OwnedObject>(
      `SELECT o.resource_id AS resourceId, o.kind, o.name FROM ${table} o
        WHERE (o.kind = 'database' AND EXISTS (SELECT 1 FROM information_schema.SCHEMATA s
                WHERE s.SCHEMA_NAME = CONVERT(o.name USING utf8mb3)))
           OR (o.kind = 'user' AND EXISTS (SELECT 1 FROM mysql.global_priv u
                WHERE u.User = CONVERT(o.name USING utf8mb3)))
       UNION ALL
       SELECT SUBSTR(SCHEMA_COMMENT, 10), 'database', SCHEMA_NAME FROM information_schema.SCHEMATA
        WHERE LEFT(SCHEMA_NAME, 3) = 'lk_' AND SCHEMA_COMMENT REGEXP '^latchkey:[A-Za-z0-9_-]{1,64}$'
          AND NOT EXISTS (SELECT 1 FROM ${table} r WHERE r.kind = 'database' AND CONVERT(r.name USING utf8mb3) = SCHEMA_NAME)
        ORDER BY 1, 2, 3`,
    ),
  );
}

async function makeRegistry(session: AdminSession): Promise<void> {
  await session.rows("CREATE DATABASE IF NOT EXISTS lk_registry COMMENT 'What Latchkey made on this server'");
  await session.rows(
    `CREATE TABLE IF NOT EXISTS ${table} (
       kind VARCHAR(16) NOT NULL, name VARCHAR(80) NOT NULL, resource_id VARCHAR(64) NOT NULL,
       made_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
       PRIMARY KEY (kind, name), KEY (resource_id)
     ) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin COMMENT='Things on this server that belong to Latchkey'`,
  );
}

async function orNothing<T>(rows: Promise<readonly T[]>): Promise<readonly T[]> {
  return rows.catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

function isMissing(error: unknown): boolean {
  return isAppError(error, "backend_refused") && notMadeYet.includes(error.details.errno);
}
