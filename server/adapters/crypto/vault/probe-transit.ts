import { z } from "zod";
import { callTransit } from "#server/adapters/crypto/vault/call-transit.ts";
import { vaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import type { Settings } from "#server/settings.ts";

const zeros = Buffer.alloc(60).toString("base64");
const sides = {
  worker: { setting: "VAULT_TOKEN_WORKER", path: "encrypt", body: { plaintext: zeros } },
  reveal: { setting: "VAULT_TOKEN_REVEAL", path: "decrypt", body: { ciphertext: `vault:v1:${zeros}` } },
} as const;

/**
 * Tries Vault with each token that these settings hold, and says which process's side works. Opens and keeps nothing.
 *
 * @throws kek_unavailable with one sentence, when one does not
 */
export async function probeTransit(settings: Settings): Promise<string[]> {
  const working: string[] = [];
  for (const process of ["worker", "reveal"] as const) {
    const { setting, path, body } = sides[process];
    const token = settings[setting];
    const access = vaultAccess(settings, process);
    if (token === undefined || access === null) continue;
    const vault = { ...access, token: async () => token };
    const associated_data = Buffer.from("health").toString("base64");
    // What decrypts refuses zeros that nobody encrypted, which is an answer too.
    await callTransit(vault, {
      path: `${vault.mount}/${path}/${vault.key}`,
      body: { ...body, associated_data },
      schema: z.unknown(),
    });
    working.push(`${process} can ${path}`);
  }
  return working;
}
