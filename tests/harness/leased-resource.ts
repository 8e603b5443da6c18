import pg from "pg";
import type { Actor } from "#domain/access/actor.ts";
import type { LeaseBody, LeaseView } from "#domain/contracts/lease.ts";
import { createClaimKey, type ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openLease } from "#domain/leases/open-lease.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createLease } from "#server/leases/create-lease.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { openHeldResource } from "#tests/harness/held-resource.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";

/** A lease with the key that opens it. */
export interface TestLease {
  readonly id: string;
  readonly by: Actor;
  readonly key: ClaimKey;
}

/** A database of dana's that is leased: how leases stand, and what their logins say on the back end. */
export async function openLeasedResource(env: Record<string, string> = {}) {
  const held = await openHeldResource(env);
  const { web, admin, resourceId } = held;
  const ask = async (by: Actor, change: Partial<LeaseBody> = {}): Promise<TestLease> => {
    const key = await createClaimKey();
    const body = { publicKey: key.publicKey, ttlSeconds: 600, ...change };
    const { lease } = await createLease(web, by, { resourceId, body, idempotencyKey: null });
    return { id: lease.leaseId, by, key };
  };
  const show = ({ id, by }: TestLease): Promise<LeaseView> => showLease(web, by, id);
  const open = async (lease: TestLease) => (await openLease(lease.key, await show(lease), resourceId)).fields;
  return {
    ...held,
    ask,
    show,
    open,
    /** Asks for one and has the worker make its login. */
    lease: async (by: Actor, change: Partial<LeaseBody> = {}) => {
      const lease = await ask(by, change);
      await held.tend();
      return lease;
    },
    /** Lets the time of leases pass. */
    pass: (...leases: readonly TestLease[]) =>
      admin.query(sql`
        UPDATE leases SET expires_at = clock_timestamp() - interval '1 ms' WHERE id = ANY(${leases.map(({ id }) => id)})`),
    loginsOf: () => loginsOf(resourceId),
  };
}

/** SQLSTATE of a login with what a lease held; `in` when it is let in. */
export async function answerTo(fields: Readonly<Record<string, string | number>>): Promise<string> {
  const { host, port, database, username, password } = fields;
  const client = new pg.Client({
    host: String(host),
    port: Number(port),
    database: String(database),
    user: String(username),
    password: String(password),
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return "in";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Login {
  readonly name: string;
  readonly canLogin: boolean;
  readonly validUntil: Date | null;
}

/** Every login of the resource that the back end has, of whatever generation. */
export async function loginsOf(resourceId: string): Promise<readonly Login[]> {
  const client = new pg.Client({ connectionString: targetAdminUrl() });
  await client.connect();
  try {
    const { rows } = await client.query<Login>(
      `SELECT rolname AS name, rolcanlogin AS "canLogin",
          CASE WHEN isfinite(rolvaliduntil) THEN rolvaliduntil END AS "validUntil" FROM pg_roles
        WHERE shobj_description(oid, 'pg_authid') = $1 AND rolname ~ '_g[0-9]+$' ORDER BY length(rolname), rolname`,
      [`latchkey:${resourceId}`],
    );
    return rows;
  } finally {
    await client.end();
  }
}
