import { access, constants, stat } from "node:fs/promises";
import type { Backend } from "#domain/catalog/backend.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { locateAdminSecret } from "#server/catalog/locate-admin-secret.ts";
import type { ServerContext } from "#server/context.ts";

/**
 * Looks whether each back end of the catalog has an admin secret that this process could read, and records it.
 *
 * No secret is read. Nothing is written while nothing changes, but for a sign of life a minute.
 */
export async function recordConnections({ catalog, settings, db }: ServerContext): Promise<void> {
  const backends = [...catalog.backends.values()];
  const found = await Promise.all(backends.map((backend) => hasAdminSecret(backend, settings.LATCHKEY_HOME)));
  await db.query(sql`
    INSERT INTO backend_states AS known (name, connected, checked_at)
    SELECT name, connected, clock_timestamp()
    FROM unnest(${backends.map(({ name }) => name)}::text[], ${found}::boolean[]) AS looked(name, connected)
    ON CONFLICT (name) DO UPDATE SET connected = EXCLUDED.connected, checked_at = EXCLUDED.checked_at
    WHERE known.connected <> EXCLUDED.connected OR known.checked_at < EXCLUDED.checked_at - interval '1 minute'`);
}

async function hasAdminSecret({ adminSecretFile }: Backend, home: string): Promise<boolean> {
  try {
    const path = await locateAdminSecret(adminSecretFile, home);
    await access(path, constants.R_OK);
    const found = await stat(path);
    return found.isFile() && found.size > 0;
  } catch {
    return false;
  }
}
