import { join } from "node:path";
import type pg from "pg";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { openPool } from "#server/adapters/db/open-pool.ts";
import { createOpener, type Opener } from "#server/adapters/crypto/opening/create-opener.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { vaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import { openLog, type Logger } from "#server/adapters/log/log.ts";
import type { NoteSigner } from "#server/adapters/crypto/signing/note-signer.ts";
import { keepCatalog } from "#server/catalog/keep-catalog.ts";
import { tendCatalog } from "#server/catalog/tend-catalog.ts";
import { databaseUrl } from "#server/context.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import type { Settings } from "#server/settings.ts";
import { deviceStore, type DeviceStore } from "#reveal/device-store.ts";
import { grantStore, type GrantStore } from "#reveal/grant-store.ts";
import { createAfterwards, type Afterwards } from "#reveal/afterwards.ts";
import { createSignIn, type SignIn } from "#reveal/sign-in.ts";

/** What the reveal process holds: functions of the database, the private key, and an issuer to believe. */
export interface RevealContext {
  readonly settings: Settings;
  readonly pool: pg.Pool;
  readonly store: GrantStore;
  readonly devices: DeviceStore;
  readonly opener: Opener;
  /** Signs enrolments of devices; null where no key for it was made. */
  readonly deviceSigner: NoteSigner | null;
  /** Teams and roles for who may be told the recipient's name, environments for how fresh a sign-in must be. */
  readonly catalog: Catalog;
  readonly issuer: string;
  readonly signIn: SignIn;
  readonly afterwards: Afterwards;
  readonly log: Logger;
  close(): Promise<void>;
}

/**
 * Opens the parts of the reveal process.
 *
 * @throws settings_invalid, catalog_invalid, kek_unavailable with one sentence
 */
export async function openRevealContext(settings: Settings): Promise<RevealContext> {
  const log = openLog("reveal");
  const kekDir = join(settings.LATCHKEY_HOME, "kek");
  const opener = createOpener(kekDir, vaultAccess(settings, "reveal"));
  await opener.health();
  const deviceSigner = await openSigner(kekPaths(kekDir).deviceKey.signingKey);
  const stop = new AbortController();
  // It writes nothing down: web and worker do, and this process may not.
  const keeper = await keepCatalog({ dir: settings.CATALOG_DIR, log, record: () => Promise.resolve() });
  tendCatalog(keeper, settings.CATALOG_RELOAD_SECONDS, stop.signal);
  const pool = openPool(databaseUrl(settings, "reveal"), { name: "latchkey reveal" });
  const issuer = oidcIssuer(settings);
  const afterwards = createAfterwards(log);
  return {
    settings,
    pool,
    store: grantStore(pool),
    devices: deviceStore(pool),
    opener,
    deviceSigner,
    get catalog() {
      return keeper.catalog;
    },
    issuer,
    signIn: createSignIn(settings, issuer),
    afterwards,
    log,
    close: async () => {
      stop.abort();
      await afterwards.settle();
      await pool.end();
    },
  };
}
