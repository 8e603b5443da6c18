import { z } from "zod";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import { payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import type { KekSealer } from "#server/adapters/crypto/sealing/kek-sealer.ts";
import { callTransit } from "#server/adapters/crypto/vault/call-transit.ts";
import { vaultKeyId, type VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";

const encryptedSchema = z.object({ ciphertext: z.string().regex(/^vault:v[1-9]\d*:[\w+/=]+$/) });
const capabilitiesSchema = z.object({ capabilities: z.array(z.string()) });

/**
 * Wraps data keys by `transit/encrypt` of Vault, bound to `associated_data`. Its token may encrypt and nothing else.
 *
 * The data key goes to Vault as base64 in a string, which cannot be wiped: a listed exception.
 */
export function vaultKekSealer(vault: VaultAccess): KekSealer {
  return {
    alg: payloadAlgorithms.vault,
    // How long a version decrypts is the operator's `min_decryption_version`.
    keyFor: async () => vaultKeyId(vault),
    wrap: (_keyId, dek, aad) => wrap(vault, dek, aad),
    health: async () => {
      await wrap(vault, new ArrayBuffer(32), Buffer.from("health"));
    },
    assertCannotOpen: () => assertNoDecrypt(vault),
  };
}

async function wrap(vault: VaultAccess, dek: ArrayBuffer, aad: Buffer): Promise<Buffer> {
  const answer = await callTransit(vault, {
    path: `${vault.mount}/encrypt/${vault.key}`,
    body: { plaintext: Buffer.from(dek).toString("base64"), associated_data: aad.toString("base64") },
    schema: encryptedSchema,
  });
  if (answer.ok) return Buffer.from(answer.data.ciphertext, "ascii");
  throw new AppError(
    "kek_unavailable",
    `The key ${vault.key} of Vault takes no associated data: make it aes256-gcm96.`,
  );
}

/** A token without the default policy may not ask about itself: then its own policy alone says what it can. */
async function assertNoDecrypt(vault: VaultAccess): Promise<void> {
  const path = `${vault.mount}/decrypt/${vault.key}`;
  const answer = await callTransit(vault, {
    path: "sys/capabilities-self",
    body: { paths: [path] },
    schema: capabilitiesSchema,
  }).catch((error: unknown) => {
    if (isAppError(error, "kek_unavailable")) return null;
    throw error;
  });
  if (answer === null || !answer.ok) return;
  if (!answer.data.capabilities.some((capability) => ["update", "create", "root", "sudo"].includes(capability))) return;
  const message = "The worker's token for Vault may decrypt: give it the policy that only encrypts.";
  throw new AppError("kek_unavailable", message);
}
