import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sweepWorkloads } from "#server/federation/sweep-workloads.ts";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import { githubToken } from "#tests/federation/workload-tokens.ts";

let federation: Federation;
let owner: pg.Client;

beforeAll(async () => {
  federation = await openFederation();
  await federation.addRule();
  owner = new pg.Client({ connectionString: federation.api.ledger.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await federation[Symbol.asyncDispose]();
});

test("removes ids and tokens that are over, keeps those that count, and never one made by hand", async () => {
  const token = await githubToken(federation.github);
  const access = await federation.accessToken(token);
  await federation.accessToken(await githubToken(federation.github, { jti: "old" }));
  await owner.query("UPDATE seen_tokens SET expires_at = now() - interval '1 s' WHERE jti = 'old'");
  const body = { serviceAccount: federation.accountId, scopes: ["requests:read"], expiresInDays: 1 };
  const made = (await (await federation.api.call("POST /api/v1/tokens", { as: "lee", body })).json()) as { id: string };
  const long = "created_at = now() - interval '3 h', expires_at = now() - interval '2 h 50 min'";
  await owner.query(`UPDATE service_account_tokens SET ${long} WHERE id = $1`, [made.id]);
  await owner.query(
    `UPDATE service_account_tokens SET ${long} WHERE id = (SELECT id FROM service_account_tokens
      WHERE trust_rule_id IS NOT NULL ORDER BY created_at DESC LIMIT 1)`,
  );
  const db = openDatabase(federation.api.ledger.worker, { name: "sweep" });
  try {
    await sweepWorkloads({ db });
  } finally {
    await db.close();
  }
  expect((await owner.query("SELECT jti FROM seen_tokens WHERE jti = 'old'")).rows).toEqual([]);
  const left = await owner.query<{ id: string; rule: string | null }>(
    "SELECT id, trust_rule_id AS rule FROM service_account_tokens",
  );
  expect(left.rows.map(({ id, rule }) => (rule === null ? id : "of a workload")).toSorted()).toEqual(
    ["of a workload", made.id].toSorted(),
  );
  // What was taken stays taken, and what it gave still opens.
  expect((await federation.exchange(token)).status).toBe(401);
  expect((await federation.as(access, "GET /api/v1/requests")).status).toBe(200);
});

test("the ledger takes no token of a workload that lasts for longer than 15 minutes, whatever asks for it", async () => {
  const lasting = owner.query(
    "UPDATE service_account_tokens SET expires_at = created_at + interval '16 min' WHERE trust_rule_id IS NOT NULL",
  );
  await expect(lasting).rejects.toMatchObject({ constraint: "service_account_tokens_workload_check" });
  const nameless = owner.query("UPDATE service_account_tokens SET workload = NULL WHERE trust_rule_id IS NOT NULL");
  await expect(nameless).rejects.toMatchObject({ constraint: "service_account_tokens_workload_check" });
});
