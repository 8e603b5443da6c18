import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let grant: TestGrant;
const pools = new Map<string, pg.Pool>();
beforeAll(async () => {
  fixture = await openRevealFixture();
  grant = await fixture.putGrant();
  for (const name of ["web", "worker", "reveal", "auditor"] as const) {
    pools.set(name, new pg.Pool({ connectionString: fixture.ledger[name], max: 1 }));
  }
});
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  await fixture[Symbol.asyncDispose]();
});

const attempt = (as: string, text: string, values: unknown[] = []) =>
  pools
    .get(as)
    ?.query(text, values)
    .then(
      ({ rows }) => rows,
      (error: Error & { code?: string }) => error.code,
    );

describe("the reveal role", () => {
  test("can touch no table of the ledger in any way", async () => {
    const { rows: tables } = await fixture.admin.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.map(({ name }) => name)).toEqual(expect.arrayContaining(["public.grants", "reveal_api.refusals"]));
    let refused = 0;
    for (const { name } of tables) {
      for (const text of [
        `SELECT 1 FROM ${name} LIMIT 1`,
        `INSERT INTO ${name} DEFAULT VALUES`,
        `DELETE FROM ${name}`,
        `TRUNCATE ${name}`,
        `COPY ${name} TO STDOUT`,
      ]) {
        expect([text, await attempt("reveal", text)]).toEqual([text, "42501"]);
        refused += 1;
      }
    }
    process.stdout.write(`reveal rights: ${refused} of ${refused} statements on ${tables.length} tables refused\n`);
  });

  test("can call nothing outside its schema and make nothing of its own", async () => {
    for (const text of [
      "SELECT public.append_audit('resource:x', NULL, 'forged')",
      "SELECT append_audit('resource:x', NULL, 'forged')",
      "CREATE TABLE mine ()",
      "CREATE TABLE reveal_api.mine ()",
      "CREATE FUNCTION reveal_api.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
      "CREATE OR REPLACE FUNCTION reveal_api.release_claim(p_grant text, p_fence bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
      "SET ROLE latchkey_worker",
    ]) {
      expect([text, await attempt("reveal", text)]).toEqual([text, expect.stringMatching(/^(42501|42883|3F000)$/)]);
    }
  });

  test("gets a payload only as its recipient, and a name that shadows a table changes nothing", async () => {
    const claim = "SELECT status, ciphertext FROM reveal_api.claim($1, $2, $3, 1)";
    expect(await attempt("reveal", claim, [grant.id, fixture.issuer.url, "noor"])).toEqual([
      { status: "not_found", ciphertext: null },
    ]);
    const session = await pools.get("reveal")?.connect();
    try {
      await session?.query("SET search_path = pg_temp, public").catch(() => undefined);
      const made = await session?.query("CREATE TEMP TABLE grants (id text)").then(
        () => "made",
        () => "refused",
      );
      const found = await session?.query("SELECT reveal_api.grant_for_page($1, $2, 'dana', '{}', false) AS page", [
        grant.id,
        fixture.issuer.url,
      ]);
      expect(found?.rows[0]).toMatchObject({ page: { access: "recipient", id: grant.id } });
      expect(["made", "refused"]).toContain(made);
    } finally {
      session?.release(true);
    }
  });

  test("can commit nothing without a fence it was given", async () => {
    const commit = "SELECT reveal_api.commit_reveal($1, $2, 'h', 'e', 'c', 'a', 120, 'forged') AS until";
    for (const fence of [0, 1, 2, -1])
      expect(await attempt("reveal", commit, [grant.id, fence])).toEqual([{ until: null }]);
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });
});

describe("the other roles", () => {
  test.each([
    ["web", "SELECT * FROM sealed_payloads"],
    ["web", "SELECT grant_id FROM sealed_payloads"],
    ["web", "SELECT * FROM revealed_ciphertexts"],
    ["web", "UPDATE grants SET state = 'pending'"],
    ["web", "UPDATE grants SET recipient_subject = 'noor'"],
    ["web", "INSERT INTO grants(id) VALUES ('gr_forged')"],
    ["web", "DELETE FROM sealed_payloads"],
    ["web", "SELECT reveal_api.claim('gr', 'iss', 'sub', 1)"],
    ["worker", "SELECT ciphertext FROM sealed_payloads"],
    ["worker", "SELECT wrapped_dek FROM sealed_payloads"],
    ["worker", "UPDATE sealed_payloads SET ciphertext = ''"],
    ["worker", "INSERT INTO sealed_payloads SELECT * FROM sealed_payloads RETURNING ciphertext"],
    ["worker", "DELETE FROM sealed_payloads RETURNING ciphertext"],
    ["worker", "SELECT ciphertext FROM revealed_ciphertexts"],
    ["worker", "SELECT reveal_api.claim('gr', 'iss', 'sub', 1)"],
    ["worker", "SELECT reveal_api.grant_for_page('gr', 'iss', 'sub', '{}', true)"],
    ["auditor", "SELECT * FROM sealed_payloads"],
    ["auditor", "SELECT * FROM revealed_ciphertexts"],
    ["auditor", "SELECT reveal_api.release_claim('gr', 1)"],
  ])("%s may not: %s", async (role, text) => {
    expect(await attempt(role, text)).toBe("42501");
  });
});
