import { createHash } from "node:crypto";
import pg from "pg";
import { AppError } from "#domain/errors/app-error.ts";
import type { BackendConnection } from "#domain/provisioning/resource-type.ts";
import { connectMsMax } from "../connect-limit.ts";

/** What the admin role of a back end is and which dialect its server speaks. */
export interface AdminFacts {
  readonly isSuperuser: boolean;
  /** `server_version_num`, e.g. 180004. */
  readonly serverVersion: number;
}

/** Connections of one admin role, kept open between steps. */
export interface AdminPool {
  readonly pool: pg.Pool;
  /** Asked over `client` the first time and kept from then on. */
  readonly facts: (client: pg.ClientBase) => Promise<AdminFacts>;
}

const sessionsMax = 8;
const oldestServerVersion = 150_000;
const pools = new Map<string, AdminPool>();

/**
 * Gives the pool of the back end's admin secret, the same one for the same secret.
 *
 * At most 8 connections, closed after a minute without use; an idle pool does not keep the process alive.
 */
export function getAdminPool(backend: BackendConnection): AdminPool {
  const key = backend.adminSecret.use((bytes) => createHash("sha256").update(bytes).digest("hex"));
  const known = pools.get(key);
  if (known !== undefined) return known;
  const created = openAdminPool(adminUrl(backend));
  pools.set(key, created);
  return created;
}

/** Closes all pools, for tests that stop the server; the next call opens them again. */
export async function closeAdminPools(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all(open.map(({ pool }) => pool.end()));
}

/**
 * The admin's connection URL, optionally for another database of the cluster.
 *
 * The driver takes text only, so this is one of the listed places where a secret is a string.
 * @throws settings_invalid when the secret is not a `postgresql://` URL
 */
export function adminUrl(backend: BackendConnection, database?: string): string {
  const text = backend.adminSecret.use((bytes) => bytes.toString("utf8")).trim();
  const parts = /^(postgres(?:ql)?:\/\/[^/?#]*)(\/[^?#]*)?(.*)$/.exec(text);
  if (parts === null) {
    throw new AppError("settings_invalid", `The admin secret of back end ${backend.name} is not a postgresql:// URL.`);
  }
  return database === undefined ? text : `${parts[1]}/${database}${parts[3]}`;
}

function openAdminPool(connectionString: string): AdminPool {
  const pool = new pg.Pool({
    connectionString,
    max: sessionsMax,
    application_name: "latchkey",
    connectionTimeoutMillis: connectMsMax,
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
    keepAlive: true,
  });
  // A server that restarts ends idle connections; the next query opens a new one and reports its own error.
  pool.on("error", () => undefined);
  let known: AdminFacts | undefined;
  return { pool, facts: async (client) => (known ??= await readFacts(client)) };
}

async function readFacts(client: pg.ClientBase): Promise<AdminFacts> {
  const { rows } = await client.query<AdminFacts>(
    `SELECT rolsuper AS "isSuperuser", current_setting('server_version_num')::int AS "serverVersion"
       FROM pg_roles WHERE rolname = current_user`,
  );
  const facts = rows[0];
  if (facts === undefined || facts.serverVersion < oldestServerVersion) {
    throw new AppError("backend_refused", "The database server is older than PostgreSQL 15.");
  }
  return facts;
}
