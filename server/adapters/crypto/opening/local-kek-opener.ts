import { statSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { isLocalKeyId, readPrivateKek, readPublicKek, unavailable } from "#server/adapters/crypto/kek-file.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { destroyedKey } from "#server/adapters/crypto/opening/destroyed-key.ts";
import { importKeyPair } from "#server/adapters/crypto/import-key-pair.ts";
import { unwrapDek } from "#server/adapters/crypto/opening/hpke-unwrap.ts";
import type { KekOpener } from "#server/adapters/crypto/opening/kek-opener.ts";
import { payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import { readDestroyed } from "#server/adapters/crypto/read-destroyed.ts";
import { wrapInfo } from "#server/adapters/crypto/wrap-info.ts";

/** A key that outlived its time for as long is one that the keeper, or a restored backup, left behind. */
const overdueMs = 24 * 3_600_000;

interface LoadedKey {
  /** Identity of the file the key was read from. */
  readonly version: string;
  readonly keyPair: CryptoKeyPair;
  /** Milliseconds. */
  readonly closedFrom: number;
}

/** What was read from the files under `kekDir`, as long as they are the same files. */
interface Loaded {
  readonly keys: Map<string, LoadedKey>;
  destroyed: { readonly version: string; readonly keyIds: Readonly<Record<string, string>> } | null;
}

/**
 * Unwraps data keys with the private key files under `kekDir`.
 *
 * A file that was removed stops opening at the next use; one that was added or replaced is read at the next use. An
 * epoch that was destroyed, or whose time is over by a day, opens nothing, whatever file is there.
 */
export function localKekOpener(kekDir: string, now: () => number = Date.now): KekOpener {
  const loaded: Loaded = { keys: new Map(), destroyed: null };
  const load = async (keyId: string) => {
    const key = await loadKey(kekDir, keyId, loaded);
    if (now() < key.closedFrom) return key.keyPair;
    loaded.keys.delete(keyId);
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
      for (const known of loaded.keys.keys()) if (!keyIds.includes(known)) loaded.keys.delete(known);
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

async function loadKey(kekDir: string, keyId: string, loaded: Loaded): Promise<LoadedKey> {
  const paths = kekPaths(kekDir);
  const path = paths.privateKey(keyId);
  if (Object.hasOwn(await loadDestroyed(paths.destroyed, loaded), keyId)) {
    loaded.keys.delete(keyId);
    throw destroyedKey();
  }
  const version = fileVersion(path);
  const known = loaded.keys.get(keyId);
  if (known !== undefined && known.version === version) return known;
  loaded.keys.delete(keyId);
  const file = await readPrivateKek(path);
  await assertSamePublicKey(paths.publicKey(keyId), file.publicKey);
  const keyPair = await importKeyPair(file, wrapInfo(Buffer.from("health")));
  file.privateKey.fill(0);
  if (keyPair === null) throw unavailable(path, "does not open what it closes");
  const closedFrom = file.destroyAfter === undefined ? Infinity : Date.parse(file.destroyAfter) + overdueMs;
  const key = { version, keyPair, closedFrom };
  loaded.keys.set(keyId, key);
  return key;
}

async function loadDestroyed(path: string, loaded: Loaded): Promise<Readonly<Record<string, string>>> {
  const version = fileVersion(path);
  if (loaded.destroyed?.version === version) return loaded.destroyed.keyIds;
  loaded.destroyed = null;
  const keyIds = await readDestroyed(path);
  loaded.destroyed = { version, keyIds };
  return keyIds;
}

/**
 * Identity of what a file holds; empty when it is not there. Looked up at every use of a key, so without the way to
 * another thread and back, which takes ten times as long as the look.
 *
 * @throws kek_unavailable when the file cannot be looked up
 */
function fileVersion(path: string): string {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? "" : `${found.ino}:${found.mtimeNs}:${found.size}:${found.mode}`;
  } catch (cause) {
    throw unavailable(path, "cannot be looked up", cause);
  }
}

/** The public file may live on the workers' machine alone; where it is here, it must match. */
async function assertSamePublicKey(path: string, publicKey: Buffer): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (present === undefined) return;
  const file = await readPublicKek(path);
  if (!file.publicKey.equals(publicKey)) throw unavailable(path, "does not match the private key of the same name");
}
