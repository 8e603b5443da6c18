import { access, constants, readdir } from "node:fs/promises";
import { join } from "node:path";
import { hpkeSuite } from "#domain/credentials/hpke-suite.ts";
import { isLocalKeyId, readPublicKek, unavailable, type PublicKekFile } from "#server/adapters/crypto/kek-file.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import { readCurrentKeyId } from "#server/adapters/crypto/read-current-key-id.ts";
import type { KekSealer } from "#server/adapters/crypto/sealing/kek-sealer.ts";
import { wrapInfo } from "#server/adapters/crypto/wrap-info.ts";

/** Clocks of the ledger and of the keeper may differ by as much. */
const clockSkewMs = 3_600_000;

/** Wraps data keys by HPKE to the public key files under `kekDir`, which it reads at every use. */
export function localKekSealer(kekDir: string): KekSealer {
  const paths = kekPaths(kekDir);
  const readCurrent = async () => {
    const keyId = await readCurrentKeyId(paths.current);
    if (keyId === null) throw unavailable(paths.current, "is missing");
    return readPublicKek(paths.publicKey(keyId));
  };
  return {
    alg: payloadAlgorithms.local,
    keyFor: async (until) => {
      const key = await readCurrent();
      assertOutlives(key, until, paths.publicKey(key.keyId));
      return key.keyId;
    },
    wrap: async (keyId, dek, aad) => {
      const path = paths.publicKey(keyId);
      return wrap(await readPublicKek(path), { path, dek, aad });
    },
    health: async () => {
      const key = await readCurrent();
      await wrap(key, { path: paths.publicKey(key.keyId), dek: new ArrayBuffer(32), aad: Buffer.from("health") });
    },
    assertCannotOpen: () => assertNoPrivateKey(paths.privateDir),
  };
}

/** Whatever happened to the keeper: what is sealed can be opened until its claim window ends. */
function assertOutlives({ destroyAfter }: PublicKekFile, until: Date, path: string): void {
  if (destroyAfter === undefined || until.getTime() + clockSkewMs <= Date.parse(destroyAfter)) return;
  const what = `may be destroyed from ${destroyAfter} on, before this claim window ends: run latchkey kek rotate`;
  throw unavailable(path, what);
}

async function wrap(key: PublicKekFile, use: { path: string; dek: ArrayBuffer; aad: Buffer }): Promise<Buffer> {
  const suite = hpkeSuite();
  try {
    const recipientPublicKey = await suite.kem.deserializePublicKey(new Uint8Array(key.publicKey).buffer);
    const { enc, ct } = await suite.seal({ recipientPublicKey, info: wrapInfo(use.aad) }, use.dek);
    return Buffer.concat([Buffer.from(enc), Buffer.from(ct)]);
  } catch (cause) {
    throw unavailable(use.path, "holds a public key that is not on the curve", cause);
  }
}

async function assertNoPrivateKey(directory: string): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  for (const name of names) {
    if (name !== "devices.json" && !isLocalKeyId(name.replace(/[.]json$/, ""))) continue;
    const path = join(directory, name);
    const isReadable = await access(path, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (isReadable) throw unavailable(path, "can be read by the worker, which must hold public keys only");
  }
}
