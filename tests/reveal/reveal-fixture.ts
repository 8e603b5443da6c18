import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { buildPage } from "#reveal/page/build-page.ts";
import { startReveal, type RunningReveal } from "#reveal/start-reveal.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import type { VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import { readSettings, type Settings } from "#server/settings.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";
import { startCutProxy, type CutProxy } from "#tests/reveal/cut-proxy.ts";
import { grantPutter, type GrantChange, type TestGrant } from "#tests/reveal/put-grant.ts";
import { startTestIssuer, type TestIssuer } from "#tests/reveal/test-issuer.ts";
import { claimsOf, putPeople, type PersonName } from "#tests/reveal/test-people.ts";

export type { GrantChange, PersonName, TestGrant };

// Failures are what these tests make: their log would bury what the run says.
process.env.LOG_LEVEL ??= "silent";

/** A reveal service on real parts: a ledger with an installation's rights, a key, an issuer, a port. */
export interface RevealFixture extends AsyncDisposable {
  readonly url: string;
  readonly settings: Settings;
  readonly ledger: LedgerDatabase;
  readonly issuer: TestIssuer;
  readonly kekDir: string;
  /** What stands between the service and its database. */
  readonly databaseWay: CutProxy;
  /** The superuser's connection to the ledger. */
  readonly admin: pg.Pool;
  putGrant(change?: GrantChange): Promise<TestGrant>;
  /** Makes somebody the one who is signed in at the issuer; null: nobody. */
  signIn(name: PersonName | null): void;
  /** An ID token of the reveal page's sign-in. */
  idToken(name: PersonName, change?: Record<string, unknown>): Promise<string>;
  /** An access token for the reveal origin. */
  accessToken(name: PersonName, change?: Record<string, unknown>): Promise<string>;
  stateOf(grantId: string): Promise<string>;
  /** Starts one more reveal process's worth of service on a port of its own. */
  startAnother(): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** Starts everything that a test of the reveal service needs; with `vault`, credentials are sealed there. */
export async function openRevealFixture(
  env: Readonly<Record<string, string>> = {},
  vault: VaultAccess | null = null,
): Promise<RevealFixture> {
  const [ledger, issuer, home] = await Promise.all([
    createLedgerDatabase(),
    startTestIssuer(),
    mkdtemp(join(tmpdir(), "latchkey-reveal-")),
  ]);
  const kekDir = join(home, "kek");
  await createLocalKek(kekDir);
  await buildPage();
  const databaseWay = await startCutProxy(ledger.reveal);
  const admin = new pg.Pool({ connectionString: ledger.url, max: 2 });
  admin.on("error", () => undefined);
  const settingsAt = async (port: number) =>
    readSettings({
      NODE_ENV: "test",
      LATCHKEY_HOME: home,
      REVEAL_PORT: String(port),
      DATABASE_URL_REVEAL: databaseWay.url,
      OIDC_ISSUER: issuer.url,
      REVEAL_OIDC_CLIENT_SECRET: "secret-of-the-reveal-client-in-a-test",
      LEASE_SECONDS: "1",
      ...env,
    });
  const settings = await settingsAt(await freePort());
  const running: RunningReveal[] = [await startReveal(settings)];
  await putPeople(admin, issuer.url);
  return {
    url: settings.LATCHKEY_REVEAL_URL,
    settings,
    ledger,
    issuer,
    kekDir,
    databaseWay,
    admin,
    putGrant: grantPutter({ admin, kekDir, vault, issuer: issuer.url }),
    signIn: (name) => {
      issuer.person = name === null ? null : () => claimsOf(name, issuer.url);
    },
    idToken: (name, change) =>
      issuer.sign({ ...claimsOf(name, issuer.url), aud: settings.REVEAL_OIDC_CLIENT_ID, ...change }),
    accessToken: (name, change) => {
      const client = { client_id: "latchkey-cli", scope: "grants:reveal", aud: settings.LATCHKEY_REVEAL_URL };
      return issuer.sign({ ...claimsOf(name, issuer.url), ...client, ...change }, { typ: "at+jwt" });
    },
    stateOf: async (grantId) => {
      const { rows } = await admin.query<{ state: string }>("SELECT state FROM grants WHERE id = $1", [grantId]);
      return rows[0]?.state ?? "none";
    },
    startAnother: async () => {
      const port = await freePort();
      // The same origin for tokens, another port to listen on: what stands behind a load balancer.
      const another = await startReveal({ ...settings, REVEAL_PORT: port });
      running.push(another);
      return { url: `http://127.0.0.1:${port}`, close: () => another.close() };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((reveal) => reveal.close()));
      await admin.end();
      await databaseWay[Symbol.asyncDispose]();
      await issuer[Symbol.asyncDispose]();
      await ledger.drop();
      await rm(home, { recursive: true });
    },
  };
}
