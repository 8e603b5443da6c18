import { createCipheriv, randomBytes } from "node:crypto";
import {
  encodeBinding,
  payloadFormat,
  type PayloadBinding,
  type SealedPayload,
} from "#domain/credentials/payload-binding.ts";
import { encodeCredential } from "#server/adapters/crypto/sealing/encode-credential.ts";
import type { KekSealer } from "#server/adapters/crypto/sealing/kek-sealer.ts";
import { localKekSealer } from "#server/adapters/crypto/sealing/local-kek-sealer.ts";
import type {
  ClosedPayload,
  SealableCredential,
  SealingTarget,
} from "#server/adapters/crypto/sealing/sealable-credential.ts";
import { sealToKey } from "#server/adapters/crypto/sealing/seal-to-key.ts";
import { sealToDevice } from "#server/adapters/crypto/sealing/seal-to-device.ts";
import { vaultKekSealer } from "#server/adapters/crypto/sealing/vault-kek-sealer.ts";
import type { VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";

/** Closes credentials for the reveal process; for workers only. */
export interface Sealer {
  /**
   * Seals a credential to one grant and recipient; with `device`, straight to its key, which no server opens. The caller
   * still wipes its own `Secret` fields.
   * @throws kek_unavailable
   */
  seal(credential: SealableCredential, binding: PayloadBinding, device?: SealingTarget | null): Promise<ClosedPayload>;
  /** Seals the credential of a lease to the key that was sent for it. The caller still wipes its own `Secret` fields. */
  sealLease: typeof sealToKey;
  /** @throws kek_unavailable with one sentence, when sealing would fail */
  health(): Promise<void>;
  /** @throws kek_unavailable with one sentence, when this process could also open what it seals */
  assertCannotOpen(): Promise<void>;
}

/**
 * Makes the sealer of the key in Vault where there is one, else of the local keys under `kekDir`, of which it reads only
 * `public/`.
 */
export function createSealer(kekDir: string, vault: VaultAccess | null = null): Sealer {
  const kek = vault === null ? localKekSealer(kekDir) : vaultKekSealer(vault);
  return {
    seal: async (credential, binding, device = null) =>
      device === null
        ? { ...(await seal(kek, credential, binding)), ackHash: null }
        : sealToDevice(credential, binding, device),
    sealLease: sealToKey,
    health: () => kek.health(),
    assertCannotOpen: () => kek.assertCannotOpen(),
  };
}

async function seal(kek: KekSealer, credential: SealableCredential, binding: PayloadBinding): Promise<SealedPayload> {
  const { alg } = kek;
  const keyId = await kek.keyFor(binding.expiresAt);
  const aad = Buffer.from(encodeBinding(binding, { alg, keyId }).buffer);
  const dek = Buffer.from(crypto.getRandomValues(new Uint8Array(32)).buffer);
  const plaintext = encodeCredential(credential.fields, credential.layout);
  try {
    const iv = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", dek, iv, { authTagLength: 16 }).setAAD(aad);
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const wrappedDek = await kek.wrap(keyId, dek.buffer, aad);
    const { version } = payloadFormat;
    return { version, alg, keyId, wrappedDek, iv, ciphertext, tag: cipher.getAuthTag() };
  } finally {
    plaintext.fill(0);
    dek.fill(0);
  }
}
