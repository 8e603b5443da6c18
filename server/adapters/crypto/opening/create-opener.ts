import { createDecipheriv } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { KekOpener } from "#server/adapters/crypto/opening/kek-opener.ts";
import { localKekOpener } from "#server/adapters/crypto/opening/local-kek-opener.ts";
import { vaultKekOpener } from "#server/adapters/crypto/opening/vault-kek-opener.ts";
import {
  encodeBinding,
  payloadFormat,
  type PayloadBinding,
  type SealedPayload,
} from "#domain/credentials/payload-binding.ts";
import type { VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";

/** Opens sealed payloads; for the reveal process only. */
export interface Opener {
  /**
   * Opens a payload and gives its plaintext to `work` as an ArrayBuffer of its own, which is wiped when `work` ends.
   * @throws kek_unavailable when the key is not there; gone when it was destroyed
   * @throws internal when the payload was not sealed for exactly this binding
   */
  open<T>(payload: SealedPayload, binding: PayloadBinding, work: (plaintext: ArrayBuffer) => Promise<T>): Promise<T>;
  /**
   * Proves that the key `keyId`, or every key, can open.
   * @throws kek_unavailable with one sentence; gone when the key `keyId` was destroyed
   */
  health(keyId?: string): Promise<void>;
}

/**
 * Makes the opener of the key in Vault where there is one, and of the local keys under `kekDir`: what they sealed before a
 * move to Vault still opens.
 */
export function createOpener(kekDir: string, vault: VaultAccess | null = null): Opener {
  const local = localKekOpener(kekDir);
  const keks = vault === null ? [local] : [vaultKekOpener(vault), local];
  const [active = local] = keks;
  const holderOf = (keyId: string) => {
    const kek = keks.find((each) => each.knows(keyId));
    if (kek === undefined) throw new AppError("kek_unavailable", "The payload names a key of another provider.");
    return kek;
  };
  return {
    open: async (payload, binding, work) => open(holderOf(payload.keyId), payload, { binding, work }),
    health: async (keyId) => (keyId === undefined ? active : holderOf(keyId)).health(keyId),
  };
}

async function open<T>(
  kek: KekOpener,
  payload: SealedPayload,
  use: { binding: PayloadBinding; work: (plaintext: ArrayBuffer) => Promise<T> },
): Promise<T> {
  assertFormat(payload, kek.alg);
  const aad = Buffer.from(encodeBinding(use.binding, payload).buffer);
  const dek = await kek.unwrap(payload.keyId, payload.wrappedDek, aad);
  if (dek === null) throw mismatch();
  const plaintext = new ArrayBuffer(payload.ciphertext.length);
  try {
    decrypt(payload, { dek: new Uint8Array(dek), aad, into: new Uint8Array(plaintext) });
    return await use.work(plaintext);
  } finally {
    new Uint8Array(dek).fill(0);
    new Uint8Array(plaintext).fill(0);
  }
}

/** Node takes tags of 4 bytes and any nonce length unless told otherwise: both are fixed here. */
function assertFormat(payload: SealedPayload, alg: string): void {
  const known = payload.version === payloadFormat.version && payload.alg === alg;
  if (!known || payload.iv.length !== 12 || payload.tag.length !== 16) throw mismatch();
}

function decrypt(payload: SealedPayload, use: { dek: Uint8Array; aad: Buffer; into: Uint8Array }): void {
  const decipher = createDecipheriv("aes-256-gcm", use.dek, payload.iv, { authTagLength: 16 });
  const opened = decipher.setAAD(use.aad).setAuthTag(payload.tag).update(payload.ciphertext);
  try {
    // GCM gives every byte at once; `final` only checks the tag.
    decipher.final();
    use.into.set(opened);
  } catch (cause) {
    throw mismatch(cause);
  } finally {
    opened.fill(0);
  }
}

function mismatch(cause?: unknown): AppError {
  return new AppError("internal", "The sealed payload does not belong to this grant.", { cause });
}
