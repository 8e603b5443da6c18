import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase } from "#server/adapters/db/database.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

test("whoever made the account, a token of it or a trust rule answers for it, as web and worker read it, revoked or not", async () => {
  const ledger = await createLedgerDatabase();
  const owner = new pg.Client({ connectionString: ledger.url });
  await owner.connect();
  await owner.query(`
    INSERT INTO principals (id, kind, issuer, subject, email, name, groups) VALUES
      ('prn_lee', 'user', 'i', 'lee', 'lee@x.test', 'Lee', '{}'), ('prn_rae', 'user', 'i', 'rae', 'rae@x.test', 'Rae', '{}'),
      ('prn_kim', 'user', 'i', 'kim', 'kim@x.test', 'Kim', '{}'),
      ('sa_one', 'service_account', 'urn', 'sa_one', NULL, 'payments/one', '{}'),
      ('sa_two', 'service_account', 'urn', 'sa_two', NULL, 'payments/two', '{}');
    INSERT INTO service_accounts (id, team, name, description, created_by) VALUES
      ('sa_one', 'payments', 'one', '', 'prn_lee'), ('sa_two', 'payments', 'two', '', 'prn_lee');
    INSERT INTO service_account_tokens (id, service_account_id, token_hash, hint, scopes, created_by, expires_at) VALUES
      ('tok_1', 'sa_one', sha256('a'), 'a', '{requests:read}', 'prn_kim', now() + interval '1 day');
    INSERT INTO trust_rules (id, service_account_id, issuer, claims, claims_digest, environments, scopes, created_by,
      revoked_at, revoked_by) VALUES
      ('tr_1', 'sa_one', 'github', '{"repository_id": "1"}', sha256('b'), '{dev}', '{requests:read}', 'prn_rae', now(), 'prn_lee')`);
  await owner.end();
  for (const url of [ledger.web, ledger.worker]) {
    const db = openDatabase(url, { name: "owners" });
    const owners = await readAccountOwners(db, ["sa_one", "sa_two", "prn_kim"]).finally(() => db.close());
    const names = (id: string) =>
      owners
        .get(id)
        ?.map(({ principalId }) => principalId)
        .toSorted();
    expect(names("sa_one")).toEqual(["prn_kim", "prn_lee", "prn_rae"]);
    expect(names("sa_two")).toEqual(["prn_lee"]);
    expect(names("prn_kim")).toBeUndefined();
  }
});
