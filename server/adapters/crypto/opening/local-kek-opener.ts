import { readdir, stat } from "node:fs/promises";
import { isLocalKeyId, readPrivateKek, readPublicKek, unavailable } from "#server/adapters/crypto/kek-file.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { destroyedKey } from "#server/adapters/crypto/opening/destroyed-key.ts";
import { importKeyPair, unwrapDek } from "#server/adapters/crypto/opening/hpke-unwrap.ts";
import type { KekOpener } from "#server/adapters/crypto/opening/kek-opener.ts";
import { payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import { readDestroyed } from "#server/adapters/crypto/read-destroyed.ts";

/** A key that outlived its time for as long is one that the keeper, or a restored backup, left behind. */
const overdueMs = 24 * 3_600_000;

interface LoadedKey {
  /** Identity of the file the key was read from. */
  readonly version: string;
  readonly keyPair: CryptoKeyPair;
  /** Milliseconds. */
  readonly closedFrom: number;
}

/**
 * Unwraps data keys with the private key files under `kekDir`.
 *
 * A file that was removed stops opening at the next use; one that was added or replaced is read at the next use. An
 * epoch that was destroyed, or whose time is over by a day, opens nothing, whatever file is there.
 */
export function localKekOpener(kekDir: string, now: () => number = Date.now): KekOpener {
  const loaded = new Map<string, LoadedKey>();
  const load = async (keyId: string) => {
    const key = await loadKey(kekDir, keyId, loaded);
    if (now() < key.closedFrom) return key.keyPair;
    loaded.delete(keyId);
    throw destroyedKey();
  };
  return {
    alg: payloadAlgorithms.local,
    knows: isLocalKeyId,
    unwrap: async (keyId, wrappedDek, aad) => unwrapDek(await load(keyId), wrappedDek, aad),
    health: async (keyId) => {
      if (keyId !== undefined) {
        await load(keyId);
        return;
      }
      const keyIds = await listKeyIds(kekDir);
      for (const known of loaded.keys()) if (!keyIds.includes(known)) loaded.delete(known);
      await Promise.all(keyIds.map((each) => loadKey(kekDir, each, loaded)));
    },
  };
}

async function listKeyIds(kekDir: string): Promise<string[]> {
  const { privateDir, destroyed } = kekPaths(kekDir);
  const names = await readdir(privateDir).catch((cause: unknown) => {
    throw unavailable(privateDir, "cannot be listed", cause);
  });
  const gone = await readDestroyed(destroyed);
  const keyIds = names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .filter((keyId) => isLocalKeyId(keyId) && !Object.hasOwn(gone, keyId));
  if (keyIds.length === 0) throw unavailable(privateDir, "holds no key");
  return keyIds;
}

async function loadKey(kekDir: string, keyId: string, loaded: Map<string, LoadedKey>): Promise<LoadedKey> {
  const paths = kekPaths(kekDir);
  const path = paths.privateKey(keyId);
  if (Object.hasOwn(await readDestroyed(paths.destroyed), keyId)) {
    loaded.delete(keyId);
    throw destroyedKey();
  }
  const version = await fileVersion(path);
  const known = loaded.get(keyId);
  if (known !== undefined && known.version === version) return known;
  loaded.delete(keyId);
  const file = await readPrivateKek(path);
  await assertSamePublicKey(paths.publicKey(keyId), file.publicKey);
  const keyPair = await importKeyPair(file);
  file.privateKey.fill(0);
  const closedFrom = file.destroyAfter === undefined ? Infinity : Date.parse(file.destroyAfter) + overdueMs;
  const key = { version, keyPair, closedFrom };
  loaded.set(keyId, key);
  return key;
}

/** Empty when the file is not there: `readPrivateKek` then says so. */
async function fileVersion(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? "" : `${found.ino}:${found.mtimeNs}:${found.size}:${found.mode}`;
}

/** The public file may live on the workers' machine alone; where it is here, it must match. */
async function assertSamePublicKey(path: string, publicKey: Buffer): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (present === undefined) return;
  const file = await readPublicKek(path);
  if (!file.publicKey.equals(publicKey)) throw unavailable(path, "does not match the private key of the same name");
}
