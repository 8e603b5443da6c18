import { rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createJwks } from "#scripts/embedded/idp/create-jwks.ts";
import { keepSecret } from "#scripts/embedded/home/keep-secret.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import { StartError } from "#scripts/embedded/start-error.ts";
import { createSigningKey } from "#server/adapters/crypto/create-signing-key.ts";
import { createWebhookKey } from "#server/adapters/crypto/webhook-keys/create-webhook-key.ts";
import { webhookKeyPath } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { localKekKeeper } from "#server/adapters/crypto/keeping/local-kek-keeper.ts";
import { readEpoch } from "#server/adapters/crypto/keeping/read-epoch.ts";
import { readCurrentKeyId } from "#server/adapters/crypto/read-current-key-id.ts";
import { auditPaths } from "#server/audit/audit-paths.ts";
import { readClaimWindowHours } from "#server/catalog/read-claim-window.ts";
import type { Settings } from "#server/settings.ts";

const secretNames = ["nextauth-secret", "oidc-client-secret", "reveal-oidc-client-secret"] as const;

/** A secret that the processes of a home share among themselves. */
export type SharedSecret = (typeof secretNames)[number];

type KeySettings = Pick<Settings, "LATCHKEY_PUBLIC_URL" | "CATALOG_DIR">;

/**
 * Makes the home's key-encryption key, the key of its webhooks, its two signing keys and shared secrets once, and gives the
 * files of the secrets.
 *
 * @throws StartError when one of them was lost: sealed credentials could not be opened with a new key
 */
export async function keepKeys(home: Home, settings: KeySettings): Promise<Readonly<Record<SharedSecret, string>>> {
  const place = { home, part: "keys" as const };
  for (const name of secretNames) await keepSecret(place, name);
  if (home.isMade("keys")) {
    for (const path of [home.paths.jwks, kekPaths(home.paths.kek).current]) await assertThere(path);
  }
  if (!(await isThere(home.paths.jwks))) await makeJwks(home.paths.jwks);
  const current = await readCurrentKeyId(kekPaths(home.paths.kek).current);
  // A start that is refused leaves the home as it was: today's key is made when the rest of it is found well.
  await (current === null ? keepEpochs(home, settings) : readEpoch(home.paths.kek, current));
  await createSigningKey(auditPaths(home.paths.home), `${new URL(settings.LATCHKEY_PUBLIC_URL).host}/audit`);
  await createWebhookKey(webhookKeyPath(home.paths.home));
  await home.markMade("keys");
  const files = secretNames.map((name) => [name, join(home.paths.secrets, name)]);
  return Object.fromEntries(files) as Record<SharedSecret, string>;
}

/** One visit of the keeper of the home's local keys: at a start, and every hour of an instance that runs for days. */
export async function keepEpochs(home: Home, { CATALOG_DIR }: Pick<KeySettings, "CATALOG_DIR">): Promise<void> {
  const claimWindowHoursMax = await readClaimWindowHours(CATALOG_DIR);
  await localKekKeeper(home.paths.kek, { claimWindowHoursMax }).rotate();
}

/** Made beside and renamed, so that a killed start leaves a whole key or none. */
async function makeJwks(path: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await createJwks(fresh);
  await rename(fresh, path);
}

async function assertThere(path: string): Promise<void> {
  if (await isThere(path)) return;
  throw new StartError(`${path} is missing: restore it from a backup, or use another LATCHKEY_HOME.`);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
