import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { findMetRules } from "#server/trust-rules/find-met-rule.ts";
import { createLedgerDatabase } from "#tests/harness/ledger.ts";

let db: Database;
let owner: pg.Client;

beforeAll(async () => {
  const ledger = await createLedgerDatabase();
  owner = new pg.Client({ connectionString: ledger.url });
  await owner.connect();
  db = openDatabase(ledger.web, { name: "trust rules" });
  await owner.query(`
    INSERT INTO principals (id, kind, issuer, subject, name, groups) VALUES
      ('prn_lee', 'user', 'i', 'lee', 'Lee', '{}'), ('sa_one', 'service_account', 'urn', 'sa_one', 'payments/one', '{}'),
      ('sa_two', 'service_account', 'urn', 'sa_two', 'search/two', '{}');
    INSERT INTO service_accounts (id, team, name, description, created_by) VALUES
      ('sa_one', 'payments', 'one', '', 'prn_lee'), ('sa_two', 'search', 'two', '', 'prn_lee')`);
});

afterAll(async () => {
  await owner.end();
  await db.close();
});

const github: Pick<WorkloadIssuer, "name" | "issuer" | "kind"> = {
  name: "github",
  issuer: "https://github.test",
  kind: "github",
};
let made = 0;
async function addRule(account: string, claims: Record<string, unknown>, issuer = github): Promise<string> {
  const id = `tr_${++made}`;
  await owner.query(
    `INSERT INTO trust_rules (id, service_account_id, issuer, issuer_url, issuer_kind, claims, claims_digest, environments, scopes,
      created_by, created_at)
     VALUES ($1, $2, $3, $6, $7, $4, sha256(convert_to($1, 'UTF8')), '{dev}', '{requests:write}', 'prn_lee',
      now() + $5 * interval '1 s')`,
    [id, account, issuer.name, JSON.stringify(claims), made, issuer.issuer, issuer.kind],
  );
  return id;
}

const met = async (claims: Record<string, unknown>, issuer = github) =>
  (await findMetRules(db, { issuer, claims })).map(({ rule }) => rule.id);

test("finds every rule that a token meets, the newest first, and none of another issuer, value or revoked account", async () => {
  const first = await addRule("sa_one", { repository_id: "1", environment: "prod" });
  const second = await addRule("sa_two", { repository_id: "1" });
  await addRule("sa_one", { repository_id: "2" });
  await addRule("sa_one", { repository_id: "1" }, { ...github, name: "github-two" });
  const token = { repository_id: "1", environment: "prod", actor: "dana", aud: ["x"] };
  expect(await met(token)).toEqual([second, first]);
  expect(await met({ ...token, repository_id: 1 })).toEqual([second, first]);
  expect(await met({ ...token, environment: "prod " })).toEqual([second]);
  expect(await met({ ...token, repository_id: ["1"] })).toEqual([]);
  expect(await met({ ...token, note: "a\0b", "c\0": "d", half: "\ud800", "\udfff": "x" })).toEqual([second, first]);
  expect(await met({ ...token, environment: "prod\0" })).toEqual([second]);
  await owner.query("UPDATE service_accounts SET revoked_at = now() WHERE id = 'sa_two'");
  expect(await met(token)).toEqual([first]);
  await owner.query("UPDATE trust_rules SET revoked_at = now(), revoked_by = 'prn_lee' WHERE id = $1", [first]);
  expect(await met(token)).toEqual([]);
});

test("finds claims inside claims, and gives the account and what the rule opens", async () => {
  const claims = { "kubernetes.io/namespace": "payments", "kubernetes.io/serviceaccount/uid": "u1" };
  const cluster = { name: "cluster", issuer: "https://kubernetes.test", kind: "kubernetes" } as const;
  const id = await addRule("sa_one", claims, cluster);
  const token = { "kubernetes.io": { namespace: "payments", serviceaccount: { name: "ci", uid: "u1" } } };
  expect(await findMetRules(db, { issuer: cluster, claims: token })).toEqual([
    {
      rule: {
        id,
        serviceAccountId: "sa_one",
        issuer: "cluster",
        claims,
        environments: ["dev"],
        templates: null,
        scopes: ["requests:write"],
        state: "active",
      },
      account: { id: "sa_one", team: "payments", name: "one" },
    },
  ]);
});

test("finds no rule that was made for another issuer of the same name, or that does not say for which", async () => {
  const claims = { repository_id: "7" };
  const id = await addRule("sa_one", claims);
  expect(await met(claims)).toEqual([id]);
  expect(await met(claims, { ...github, issuer: "https://github.test/" })).toEqual([]);
  expect(await met(claims, { ...github, kind: "oidc" })).toEqual([]);
  await owner.query("UPDATE trust_rules SET issuer_url = NULL, issuer_kind = NULL WHERE id = $1", [id]);
  expect(await met(claims)).toEqual([]);
  const half = "UPDATE trust_rules SET issuer_url = 'https://github.test' WHERE id = $1";
  await expect(owner.query(half, [id])).rejects.toThrow("trust_rules_issuer_check");
});

test("the database itself refuses a rule that binds nothing, by a pattern, or by what is no text", async () => {
  for (const claims of [{}, [], { a: "" }, { a: "acme/*" }, { a: "acm?" }, { a: 1 }, { a: ["x"] }, { a: null }]) {
    await expect(addRule("sa_one", claims as Record<string, unknown>)).rejects.toThrow("trust_rules_claims_check");
  }
});
