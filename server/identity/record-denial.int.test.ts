import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { openLog } from "#server/adapters/log/log.ts";
import { recordDenial } from "#server/identity/record-denial.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

let db: Database;
let admin: pg.Pool;
const log = openLog("test");

beforeAll(async () => {
  const ledger = await createLedgerDatabase();
  db = openDatabase(ledger.web, { name: "test" });
  admin = new pg.Pool({ connectionString: ledger.url, max: 1 });
});
afterAll(() => Promise.all([db.close(), admin.end()]));

async function countsOf(reason: string): Promise<number[]> {
  const { rows } = await admin.query(
    `SELECT (text::jsonb -> 'details' ->> 'count')::int AS count FROM audit_events
     WHERE stream LIKE 'anonymous:%' AND text::jsonb -> 'details' ->> 'reason' = $1 ORDER BY seq`,
    [reason],
  );
  return rows.map(({ count }) => count);
}

async function addressesOf(reason: string): Promise<string[]> {
  const { rows } = await admin.query(
    `SELECT text::jsonb #>> '{details,address}' AS address FROM audit_events
     WHERE text::jsonb #>> '{details,reason}' = $1 ORDER BY seq`,
    [reason],
  );
  return rows.map(({ address }) => address);
}

test("writes the first denial of an address and minute at once, and the rest as one event with their count", async () => {
  const reason = randomUUID();
  const denial = { action: "sign_in.failed", message: "A sign-in failed.", address: reason, reason };
  // A fresh window, so that it does not end under the test's hands.
  await vi.waitFor(() => expect(Date.now() % 2_000).toBeLessThan(200), 5_000);
  await Promise.all(
    Array.from({ length: 500 }, () => recordDenial({ db, log }, denial, { windowMilliseconds: 2_000 })),
  );
  expect(await countsOf(reason)).toEqual([1]);
  await vi.waitFor(async () => expect(await countsOf(reason)).toEqual([1, 499]), 5_000);
  await recordDenial({ db, log }, denial);
  expect(await countsOf(reason)).toEqual([1, 499, 1]);
});

test("keeps addresses apart", async () => {
  const reason = randomUUID();
  for (const address of ["192.0.2.1", "192.0.2.2", null]) {
    await recordDenial({ db, log }, { action: `test.${reason}`, message: "No.", address, reason });
  }
  expect(await countsOf(reason)).toEqual([1, 1, 1]);
});

test("counts an IPv6 address as its /64, as the limiter does, so that its other addresses make no more events", async () => {
  const reason = randomUUID();
  const action = `test.${reason}`;
  for (const address of ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2::2", "2001:db8:1:3::1"]) {
    await recordDenial({ db, log }, { action, message: "No.", address, reason });
  }
  expect(await addressesOf(reason)).toEqual(["2001:db8:1:2::1", "2001:db8:1:3::1"]);
});

test("keeps what is counted apart apart, and knows what is said of it", async () => {
  const reason = randomUUID();
  const denial = { action: `test.${reason}`, message: "No.", address: "192.0.2.3", reason };
  for (const countedBy of ["github", "gitlab", "github"]) {
    await recordDenial({ db, log }, { ...denial, countedBy, details: { issuer: countedBy } });
  }
  const { rows } = await admin.query(
    "SELECT text::jsonb #>> '{details,issuer}' AS issuer FROM audit_events WHERE text::jsonb #>> '{details,reason}' = $1 ORDER BY seq",
    [reason],
  );
  expect(rows).toEqual([{ issuer: "github" }, { issuer: "gitlab" }]);
});

test("counts all further addresses as one when there are too many, and loses none of them", async () => {
  const reason = randomUUID();
  const action = `test.${reason}`;
  await vi.waitFor(() => expect(Date.now() % 2_000).toBeLessThan(200), 5_000);
  const limits = { windowMilliseconds: 2_000, talliesMax: 0 };
  for (let n = 1; n <= 50; n++) {
    await recordDenial({ db, log }, { action, message: "No.", address: `192.0.2.${n}`, reason }, limits);
  }
  const concerns = { stream: `principal:${reason}`, object: `service_account:${reason}` };
  await recordDenial({ db, log }, { action, message: "No.", address: "192.0.2.9", reason, concerns }, limits);
  const read = async () =>
    (
      await admin.query(
        `SELECT stream LIKE 'anonymous:%' AS strange, text::jsonb #> '{details,address}' AS address,
           text::jsonb #> '{details,count}' AS count FROM audit_events WHERE text::jsonb ->> 'action' = $1 ORDER BY position`,
        [action],
      )
    ).rows;
  const others = { strange: true, address: "other addresses" };
  const own = { strange: false, address: "192.0.2.9", count: 1 };
  await vi.waitFor(
    async () => expect(await read()).toEqual([{ ...others, count: 1 }, own, { ...others, count: 49 }]),
    5_000,
  );
});

test("answers even when the ledger does not", async () => {
  const gone = openDatabase("postgres://nobody@127.0.0.1:1/none", { name: "test" });
  const denial = { action: "sign_in.failed", message: "No.", address: randomUUID(), reason: "x" };
  await expect(recordDenial({ db: gone, log }, denial)).resolves.toBeUndefined();
  await gone.close();
});
