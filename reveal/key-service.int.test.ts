import { chmod, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localKekKeeper } from "#server/adapters/crypto/keeping/local-kek-keeper.ts";
import { say } from "#tests/contract-suite/say.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";
import { openVault, policies, type TestVault } from "#tests/vault-double/open-vault.ts";

const rounds = process.env.KEY_SERVICE_ROUNDS === undefined ? 50 : Number(process.env.KEY_SERVICE_ROUNDS);

async function putGrants(fixture: RevealFixture, count: number): Promise<TestGrant[]> {
  const grants: TestGrant[] = [];
  for (let made = 0; made < count; made++) grants.push(await fixture.putGrant());
  return grants;
}

async function claimAll(fixture: RevealFixture, grants: readonly TestGrant[]) {
  const token = await fixture.idToken("dana");
  return Promise.all(grants.map(({ id }) => postClaim(fixture.url, id, { token })));
}

/** What became of the grants: their state, and how often somebody got as far as claiming one. */
async function statesOf(fixture: RevealFixture, grants: readonly TestGrant[]): Promise<string[]> {
  const ids = grants.map(({ id }) => id);
  const { rows } = await fixture.admin.query<{ state: string }>("SELECT state FROM grants WHERE id = ANY($1)", [ids]);
  return [...new Set(rows.map(({ state }) => state))];
}

async function expectAllOpen(fixture: RevealFixture, grants: readonly TestGrant[]): Promise<number> {
  // One at a time a claim under load ends in a moment; all at once they also prove that nothing was left half claimed.
  const outcomes = await claimAll(fixture, grants);
  outcomes.forEach(({ credential }, index) => expect(credential?.fields.password).toBe(grants[index]?.password));
  return outcomes.length;
}

describe("with keys in files", () => {
  let fixture: RevealFixture;
  let path: string;
  beforeAll(async () => {
    fixture = await openRevealFixture();
    const directory = join(fixture.kekDir, "private");
    path = join(directory, (await readdir(directory)).find((name) => name.startsWith("local-")) ?? "");
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  const outages = [
    {
      what: "the key is away",
      begin: () => rename(path, `${path}.away`),
      end: () => rename(`${path}.away`, path),
    },
    { what: "others can read the key", begin: () => chmod(path, 0o444), end: () => chmod(path, 0o400) },
    {
      what: "the key is another one",
      begin: async () => {
        const key = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
        await rename(path, `${path}.away`);
        const other = { ...key, privateKey: Buffer.alloc(32, 1).toString("base64url") };
        await writeFile(path, JSON.stringify(other), { mode: 0o400 });
      },
      end: async () => {
        await rm(path);
        await rename(`${path}.away`, path);
      },
    },
  ];
  test.each(outages)(`$what: ${rounds} claims get 503, none is burned, all open afterwards`, async (outage) => {
    const grants = await putGrants(fixture, rounds);
    await outage.begin();
    const refused = await claimAll(fixture, grants).finally(outage.end);
    expect(new Set(refused.map(({ status, body }) => `${status} ${String(body.code)}`))).toEqual(
      new Set(["503 kek_unavailable"]),
    );
    expect(refused[0]?.headers.get("retry-after")).toBe("5");
    expect(await statesOf(fixture, grants)).toEqual(["pending"]);
    const opened = await expectAllOpen(fixture, grants);
    say(`key service, ${outage.what}: 0 of ${rounds} burned, ${opened} of ${rounds} opened afterwards`);
  });

  test("R7: a destroyed epoch: 410 says so, nothing on the grant changes, and a restored ledger opens nothing", async () => {
    const keeper = localKekKeeper(fixture.kekDir, { claimWindowHoursMax: 720 });
    const grants = await putGrants(fixture, rounds);
    const ids = grants.map(({ id }) => id);
    const backup = await fixture.admin.query("SELECT * FROM sealed_payloads WHERE grant_id = ANY($1)", [ids]);
    const [keyId] = new Set(backup.rows.map((row: { key_id: string }) => row.key_id));
    const half = grants.slice(0, rounds / 2);
    await expectAllOpen(fixture, half);
    const { keyId: next } = await keeper.rotate(true);
    await keeper.destroyEpoch(keyId ?? "");
    // A backup from before the reveals is restored: their grants look pending again.
    await fixture.admin.query("UPDATE grants SET state = 'pending', revealed_at = NULL WHERE id = ANY($1)", [ids]);
    await fixture.admin.query(
      "INSERT INTO sealed_payloads SELECT * FROM jsonb_populate_recordset(NULL::sealed_payloads, $1) ON CONFLICT DO NOTHING",
      [JSON.stringify(backup.rows.map(bytesAsHex))],
    );
    const outcomes = await claimAll(fixture, grants);
    expect(new Set(outcomes.map(({ status, body }) => `${status} ${String(body.code)} ${String(body.state)}`))).toEqual(
      new Set(["410 gone key_destroyed"]),
    );
    expect(outcomes[0]?.body.detail).toContain("The key that closed this was destroyed.");
    expect(await statesOf(fixture, grants)).toEqual(["pending"]);
    const fresh = await putGrants(fixture, 2);
    expect(await expectAllOpen(fixture, fresh)).toBe(2);
    expect((await fetch(`${fixture.url}/readyz`)).status).toBe(200);
    const opened = outcomes.filter(({ status }) => status === 200).length;
    expect(next).not.toBe(keyId);
    sayFigure("R7", `${opened} of ${rounds} payloads of a restored ledger opened after the end of their key`);
  });
});

describe("with the key in Vault", () => {
  let vault: TestVault;
  let fixture: RevealFixture;
  beforeAll(async () => {
    vault = await openVault();
    const access = await vault.access(policies.reveal);
    process.env.VAULT_TOKEN_REVEAL = await access.token();
    const settings = { VAULT_ADDR: access.address, VAULT_TRANSIT_KEY: access.key };
    fixture = await openRevealFixture(settings, await vault.access(policies.worker));
    say(`reveal by Vault: proven against ${vault.what}`);
  });
  afterAll(async () => {
    delete process.env.VAULT_TOKEN_REVEAL;
    await fixture[Symbol.asyncDispose]();
    await vault[Symbol.asyncDispose]();
  });

  test(`opens what the worker's token sealed, ${rounds} at once`, async () => {
    const grants = await putGrants(fixture, rounds);
    const token = await fixture.idToken("dana");
    const took: number[] = [];
    const outcomes = await Promise.all(
      grants.map(async ({ id }) => {
        const start = performance.now();
        const outcome = await postClaim(fixture.url, id, { token });
        took.push(performance.now() - start);
        return outcome;
      }),
    );
    outcomes.forEach(({ credential }, index) => expect(credential?.fields.password).toBe(grants[index]?.password));
    const p99 = took.toSorted((a, b) => a - b)[Math.ceil(took.length * 0.99) - 1] ?? 0;
    say(`reveal by Vault: ${rounds} claims at once, p99 ${Math.round(p99)} ms, the test's own work included`);
  });

  test("sealed, silent or without right: 503, nothing burned, and everything opens afterwards", async () => {
    const { double } = vault;
    if (double === null) return say("reveal by Vault: outages are tried on the double only");
    const grants = await putGrants(fixture, rounds);
    const token = process.env.VAULT_TOKEN_REVEAL ?? "";
    for (const trouble of ["sealed", "silent", "redirect"] as const) {
      double.trouble = trouble;
      const refused = await claimAll(fixture, grants);
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
      double.trouble = "none";
    }
    process.env.VAULT_TOKEN_REVEAL = double.createToken({});
    const refused = await claimAll(fixture, grants);
    process.env.VAULT_TOKEN_REVEAL = token;
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(["kek_unavailable"]));
    expect(JSON.stringify(refused.map(({ body }) => body))).not.toMatch(/hvs\.|vault:|policy/i);
    expect(await statesOf(fixture, grants)).toEqual(["pending"]);
    const opened = await expectAllOpen(fixture, grants);
    say(`key service, Vault in 4 kinds of trouble: 0 of ${rounds} burned, ${opened} of ${rounds} opened afterwards`);
  });

  test("is not ready while Vault is sealed", async () => {
    const { double } = vault;
    if (double === null) return;
    expect((await fetch(`${fixture.url}/readyz`)).status).toBe(200);
    double.trouble = "sealed";
    expect((await fetch(`${fixture.url}/readyz`)).status).toBe(503);
    double.trouble = "none";
  });
});

function bytesAsHex(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Buffer.isBuffer(value) ? `\\x${value.toString("hex")}` : value]),
  );
}
