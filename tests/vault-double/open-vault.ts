import { randomBytes } from "node:crypto";
import type { VaultAccess } from "#server/adapters/crypto/vault/vault-access.ts";
import { startVaultDouble, type Policy, type VaultDouble } from "#tests/vault-double/start-vault-double.ts";

/** A Vault for tests: the double, or a real server where the environment names one. */
export interface TestVault extends AsyncDisposable {
  readonly what: string;
  /** Null on a real server: its troubles are not ours to make. */
  readonly double: VaultDouble | null;
  /** Access with a token of `policy`, whose paths name the key as `KEY`. */
  access(policy: Policy): Promise<VaultAccess>;
  rotate(): Promise<void>;
  setMinDecryptionVersion(version: number): Promise<void>;
}

const update = ["update"];
/** What `deploy/vault/worker.hcl` and `deploy/vault/reveal.hcl` say. */
export const policies = {
  worker: { "transit/encrypt/KEY": update, "sys/capabilities-self": update },
  reveal: { "transit/decrypt/KEY": update },
  both: { "transit/encrypt/KEY": update, "transit/decrypt/KEY": update, "sys/capabilities-self": update },
  none: {},
} as const satisfies Record<string, Policy>;

/**
 * Opens the real server of `VAULT_ADDR` and `VAULT_TOKEN` (one that may make keys, policies and tokens, with a transit
 * engine at `transit/`), else starts the double.
 */
export async function openVault(): Promise<TestVault> {
  const { VAULT_ADDR, VAULT_TOKEN } = process.env;
  return VAULT_ADDR && VAULT_TOKEN ? openServer(VAULT_ADDR.replace(/\/+$/, ""), VAULT_TOKEN) : openDouble();
}

function named(policy: Policy, key: string): Policy {
  return Object.fromEntries(Object.entries(policy).map(([path, can]) => [path.replace("KEY", key), can]));
}

async function openDouble(): Promise<TestVault> {
  const double = await startVaultDouble();
  const place = { address: double.url, namespace: undefined, mount: "transit", key: "latchkey" };
  return {
    what: "a double of Vault's HTTP API",
    double,
    access: async (policy) => {
      const token = double.createToken(named(policy, place.key));
      return { ...place, token: async () => token };
    },
    rotate: async () => double.key.rotate(),
    setMinDecryptionVersion: async (version) => double.key.setMinDecryptionVersion(version),
    [Symbol.asyncDispose]: () => double[Symbol.asyncDispose](),
  };
}

async function openServer(address: string, root: string): Promise<TestVault> {
  const key = `latchkey-test-${randomBytes(4).toString("hex")}`;
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { "x-vault-token": root, "x-vault-request": "true", "content-type": "application/json" };
    const response = await fetch(`${address}/v1/${path}`, { method, headers, body: JSON.stringify(body ?? {}) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.text()) || "{}";
  };
  await ask("POST", `transit/keys/${key}`, { type: "aes256-gcm96" });
  const made: string[] = [];
  return {
    what: `the server at ${new URL(address).host}`,
    double: null,
    access: async (policy) => {
      const name = `${key}-${made.length}`;
      made.push(name);
      const rules = Object.entries(named(policy, key));
      const text = rules.map(([path, can]) => `path "${path}" { capabilities = ${JSON.stringify(can)} }`).join("\n");
      await ask("PUT", `sys/policies/acl/${name}`, { policy: text || `path "nothing" { capabilities = ["deny"] }` });
      const settings = { policies: [name], no_default_policy: true, ttl: "10m" };
      const { auth } = JSON.parse(await ask("POST", "auth/token/create", settings)) as {
        auth: { client_token: string };
      };
      return { address, namespace: undefined, mount: "transit", key, token: async () => auth.client_token };
    },
    rotate: async () => void (await ask("POST", `transit/keys/${key}/rotate`)),
    setMinDecryptionVersion: async (version) =>
      void (await ask("POST", `transit/keys/${key}/config`, { min_decryption_version: version })),
    async [Symbol.asyncDispose]() {
      for (const name of made) await ask("DELETE", `sys/policies/acl/${name}`);
      await ask("POST", `transit/keys/${key}/config`, { deletion_allowed: true });
      await ask("DELETE", `transit/keys/${key}`);
    },
  };
}
