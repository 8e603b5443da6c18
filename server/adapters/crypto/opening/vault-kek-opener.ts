import { z } from "zod";
import { payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import { destroyedKey } from "#server/adapters/crypto/opening/destroyed-key.ts";
import type { KekOpener } from "#server/adapters/crypto/opening/kek-opener.ts";
import { callTransit } from "#server/adapters/crypto/vault/call-transit.ts";
import { vaultKeyId, type VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";

const decryptedSchema = z.object({ plaintext: z.base64() });
const wrappedPattern = /^vault:v[1-9]\d{0,8}:[A-Za-z0-9+/]{40,200}={0,2}$/;
/** Well formed and closed by nobody: a Vault that can open refuses its tag. */
const probe = `vault:v1:${Buffer.alloc(60).toString("base64")}`;

/**
 * Unwraps data keys by `transit/decrypt` of Vault, bound to `associated_data`. Its token may decrypt and nothing else.
 *
 * A version below the key's `min_decryption_version` counts as destroyed.
 */
export function vaultKekOpener(vault: VaultAccess): KekOpener {
  return {
    alg: payloadAlgorithms.vault,
    knows: (keyId) => keyId === vaultKeyId(vault),
    unwrap: (_keyId, wrappedDek, aad) => unwrap(vault, wrappedDek.toString("latin1"), aad),
    health: async () => {
      await decrypt(vault, probe, Buffer.from("health"));
    },
  };
}

async function unwrap(vault: VaultAccess, wrapped: string, aad: Buffer): Promise<ArrayBuffer | null> {
  if (!wrappedPattern.test(wrapped)) return null;
  const answer = await decrypt(vault, wrapped, aad);
  if (!answer.ok) {
    if (answer.errors.some((error) => error.includes("disallowed by policy"))) throw destroyedKey();
    return null;
  }
  const bytes = Buffer.from(answer.data.plaintext, "base64");
  const dek = new Uint8Array(bytes);
  bytes.fill(0);
  return dek.length === 32 ? dek.buffer : null;
}

function decrypt(vault: VaultAccess, ciphertext: string, aad: Buffer) {
  return callTransit(vault, {
    path: `${vault.mount}/decrypt/${vault.key}`,
    body: { ciphertext, associated_data: aad.toString("base64") },
    schema: decryptedSchema,
  });
}
