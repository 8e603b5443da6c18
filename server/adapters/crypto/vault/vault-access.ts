import { stat } from "node:fs/promises";
import { AppError } from "#domain/errors/app-error.ts";
import { readSetting, settingFile, type Settings } from "#server/settings.ts";

/** How one process reaches the transit engine of Vault or OpenBao. */
export interface VaultAccess {
  /** Origin, without a slash at the end. */
  readonly address: string;
  readonly namespace: string | undefined;
  readonly mount: string;
  readonly key: string;
  /**
   * The process's own token, read anew at every call: an agent renews it in its file.
   * @throws kek_unavailable with one sentence, without the token
   */
  token(): Promise<string>;
}

const tokenCharactersMin = 20;
/** What a development server of Vault is started with. */
const defaultTokens = new Set(["root", "myroot", "dev-only-token", "00000000-0000-0000-0000-000000000000"]);

/**
 * Gives a process's access to Vault, or null while `VAULT_ADDR` is not set. Worker and reveal have tokens of their own,
 * so that one can only close and the other can only open.
 */
export function vaultAccess(
  settings: Settings,
  process: "worker" | "reveal",
  env: NodeJS.ProcessEnv = globalThis.process.env,
): VaultAccess | null {
  if (settings.VAULT_ADDR === undefined) return null;
  const name = process === "worker" ? "VAULT_TOKEN_WORKER" : "VAULT_TOKEN_REVEAL";
  return {
    address: settings.VAULT_ADDR,
    namespace: settings.VAULT_NAMESPACE,
    mount: settings.VAULT_TRANSIT_MOUNT,
    key: settings.VAULT_TRANSIT_KEY,
    token: () => readToken(name, env),
  };
}

/** Names the transit key in a payload; the version that closed it stands in the wrapped key itself. */
export function vaultKeyId({ mount, key }: Pick<VaultAccess, "mount" | "key">): string {
  return `vault:${mount}/${key}`;
}

async function readToken(name: "VAULT_TOKEN_WORKER" | "VAULT_TOKEN_REVEAL", env: NodeJS.ProcessEnv): Promise<string> {
  const file = settingFile(name, env);
  const isProduction = env.NODE_ENV === "production";
  if (isProduction && env[name]) throw refused(`${name} stands in the environment: give it as ${name}_FILE`);
  if (isProduction && file !== undefined) await assertOwnFile(name, file);
  const token = readSetting(name, env);
  if (token === undefined) throw refused(`${name}_FILE is not set: this process needs a token of its own for Vault`);
  if (!/^[\w.-]+$/.test(token)) throw refused(`${name} holds something else than a token of Vault`);
  if (isProduction && (token.length < tokenCharactersMin || defaultTokens.has(token))) {
    throw refused(`${name} is a short or default token: make one with the policy of this process`);
  }
  return token;
}

async function assertOwnFile(name: string, file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw refused(`The file of ${name}_FILE cannot be read`, cause);
  });
  if ((found.mode & 0o037) !== 0) {
    throw refused(`The file of ${name}_FILE can be read or changed by other users; make it 0400`);
  }
}

function refused(sentence: string, cause?: unknown): AppError {
  return new AppError("kek_unavailable", `${sentence}.`, { cause });
}
