import { readFile } from "node:fs/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openLease } from "#domain/leases/open-lease.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createLease } from "#server/leases/create-lease.ts";
import { releaseLease } from "#server/leases/release-lease.ts";
import { codeOf } from "#tests/harness/held-resource.ts";
import { openLeasedResource } from "#tests/harness/leased-resource.ts";
import { targetServerLog } from "#tests/harness/target.ts";

/** Every row of every table of a database, as text, hex of binary columns included. */
async function dumpOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    let whole = "";
    for (const { name } of rows) whole += JSON.stringify((await client.query(`SELECT t::text FROM ${name} t`)).rows);
    return whole;
  } finally {
    await client.end();
  }
}

test("the password of a lease stands nowhere: not in the ledger, the queue, or the server's log, while it works and after", async () => {
  const held = await openLeasedResource();
  const lease = await held.lease(held.dana);
  const password = String((await held.open(lease)).password);
  const forms = [
    password,
    Buffer.from(password).toString("hex"),
    Buffer.from(password).toString("base64").slice(0, -3),
  ];
  const look = async () => `${await dumpOf(held.server.ledger.url)}${await readFile(targetServerLog(), "utf8")}`;
  const during = await look();
  expect(during).toContain(lease.id);
  await releaseLease(held.web, held.dana, { id: lease.id });
  await held.tend();
  const after = await look();
  for (const form of forms) expect([during.includes(form), after.includes(form)]).toEqual([false, false]);
});

test("what was sealed opens for no other key, lease, resource, person or end", async () => {
  const held = await openLeasedResource();
  const lease = await held.lease(held.dana);
  const other = await held.lease(held.dana);
  const [view, otherView] = [await held.show(lease), await held.show(other)];
  const { resourceId } = held;
  await openLease(lease.key, view, resourceId);
  const attempts = [
    openLease(other.key, view, resourceId),
    openLease(lease.key, { ...view, leaseId: otherView.leaseId }, resourceId),
    openLease(lease.key, { ...view, generation: 9 }, resourceId),
    openLease(lease.key, { ...view, by: { ...view.by, id: held.lee.principalId } }, resourceId),
    openLease(lease.key, { ...view, sealedUntil: view.renewableUntil }, resourceId),
    openLease(lease.key, view, "res_other"),
    openLease(lease.key, { ...view, ciphertext: otherView.ciphertext, enc: otherView.enc }, resourceId),
  ];
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.map(({ status }) => status)).toEqual(attempts.map(() => "rejected"));
});

test("web can make no login live longer than its cap, hide one from its end, or name one as made", async () => {
  const held = await openLeasedResource();
  const lease = await held.lease(held.dana);
  const { db } = held.web;
  const beyond = sql`UPDATE leases SET expires_at = until_max + interval '1 second' WHERE id = ${lease.id}`;
  await expect(db.query(beyond)).rejects.toThrow(/leases_cap_check/);
  for (const column of ["until_max", "ended_at", "generation", "public_key", "principal_id", "ttl_seconds"]) {
    const change = { text: `UPDATE leases SET ${column} = ${column} WHERE id = $1`, values: [lease.id] };
    await expect(db.pool.query(change)).rejects.toThrow(/permission denied/);
  }
  await db.query(sql`UPDATE leases SET state = 'ended', enc = NULL, ciphertext = NULL WHERE id = ${lease.id}`);
  expect(await held.loginsOf()).toHaveLength(2);
  await held.tend();
  expect(await held.loginsOf()).toHaveLength(1);
});

test("is made for nobody whom the worker's own catalog would refuse, whatever a row says", async () => {
  const held = await openLeasedResource();
  const { publicKey } = await createClaimKey();
  await held.web.db.query(sql`
    INSERT INTO leases (id, resource_id, principal_id, public_key, ttl_seconds)
    VALUES ('ls_forged', ${held.resourceId}, ${held.noor.principalId}, ${Buffer.from(publicKey, "base64url")}, 600)`);
  await held.tend();
  const [forged] = await held.admin.query(sql`SELECT state, ciphertext FROM leases WHERE id = 'ls_forged'`);
  expect(forged).toEqual({ state: "failed", ciphertext: null });
  expect(await held.loginsOf()).toHaveLength(1);
});

test("needs a sign-in as fresh as the class of data asks for, of a person", async () => {
  const held = await openLeasedResource();
  await held.admin.query(sql`UPDATE resources SET classification = 'confidential' WHERE id = ${held.resourceId}`);
  const { publicKey } = await createClaimKey();
  const input = { resourceId: held.resourceId, body: { publicKey, ttlSeconds: 600 }, idempotencyKey: null };
  const stale = { ...held.dana, authTime: new Date(Date.now() - 16 * 60_000) };
  expect(await codeOf(createLease(held.web, stale, input))).toBe("reauthentication_required");
  expect((await createLease(held.web, held.dana, input)).lease.state).toBe("waiting");
});
