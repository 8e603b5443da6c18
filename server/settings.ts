import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);
const origin = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
/** They go into a quoted header (RFC 9470) and a space-separated parameter (OpenID Connect Core, section 3.1.2.1). */
const acrValues = z
  .string()
  .regex(/^[!#-[\]-~]{1,255}( [!#-[\]-~]{1,255})*$/, "must be values with one space between them")
  .transform((text) => text.split(" "))
  .default([]);
/** Ids of workspaces and of enterprises, as Slack spells them. */
const slackIds = z
  .string()
  .regex(/^[TE][A-Z0-9]{2,20}(\s*,\s*[TE][A-Z0-9]{2,20})*$/, "must be ids such as T0123ABCD, with a comma between them")
  .transform((text) => text.split(/\s*,\s*/))
  .default([]);
const privateAddress = origin.refine(isPrivateWay, "must be https, or http to this machine");

const schema = z.object({
  PORT: port(3000),
  REVEAL_PORT: port(3001),
  IDP_PORT: port(3002),
  PG_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  PKI_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  LATCHKEY_HOME: z.string().default(".latchkey"),
  LATCHKEY_PUBLIC_URL: origin.optional(),
  LATCHKEY_REVEAL_URL: origin.optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_URL_WEB: z.string().optional(),
  DATABASE_URL_WORKER: z.string().optional(),
  DATABASE_URL_REVEAL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  CACHE_REDIS_URL: z.string().optional(),
  KUBECONFIG: z.string().optional(),
  OIDC_ISSUER: z.string().optional(),
  OIDC_CLIENT_ID: z.string().default("latchkey-web"),
  OIDC_CLIENT_SECRET: z.string().optional(),
  REVEAL_OIDC_CLIENT_ID: z.string().default("latchkey-reveal"),
  REVEAL_OIDC_CLIENT_SECRET: z.string().optional(),
  REVEAL_ACR_VALUES: acrValues,
  OIDC_GROUPS_CLAIM: z.string().default("groups"),
  LATCHKEY_ADMIN_GROUP: z.string().optional(),
  NEXTAUTH_SECRET: z.string().optional(),
  CATALOG_DIR: z.string().default("catalog"),
  CATALOG_RELOAD_SECONDS: z.coerce.number().int().min(0).max(3600).default(5),
  TRUSTED_PROXIES: z.string().default(""),
  RATE_LIMIT_SUBMITS_PER_MINUTE: z.coerce.number().int().min(1).default(600),
  RATE_LIMIT_CALLS_PER_MINUTE: z.coerce.number().int().min(1).default(30_000),
  RATE_LIMIT_ADDRESS_PER_MINUTE: z.coerce.number().int().min(1).default(3000),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().default("Latchkey <latchkey@localhost>"),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_TEAM_IDS: slackIds,
  SLACK_API_URL: privateAddress.default("https://slack.com/api"),
  WEBHOOK_KEY: z.string().optional(),
  WEBHOOK_ALLOWED_NETWORKS: z.string().max(2000).default(""),
  LEASE_SECONDS: z.coerce.number().int().min(1).max(600).default(30),
  ALLOW_SINGLE_DB_ROLE: z.string().optional(),
  VAULT_ADDR: privateAddress.optional(),
  VAULT_NAMESPACE: z
    .string()
    .regex(/^[\w./-]+$/)
    .optional(),
  VAULT_TRANSIT_MOUNT: z
    .string()
    .regex(/^[\w-]+(\/[\w-]+)*$/)
    .default("transit"),
  VAULT_TRANSIT_KEY: z
    .string()
    .regex(/^[\w-]+$/)
    .default("latchkey"),
  VAULT_TOKEN_WORKER: z.string().optional(),
  VAULT_TOKEN_REVEAL: z.string().optional(),
});

/** Every setting of design §10, parsed; secrets come from `NAME`, `NAME_FILE` or `$CREDENTIALS_DIRECTORY/NAME`. */
export type Settings = Omit<z.output<typeof schema>, "LATCHKEY_PUBLIC_URL" | "LATCHKEY_REVEAL_URL"> & {
  readonly LATCHKEY_PUBLIC_URL: string;
  readonly LATCHKEY_REVEAL_URL: string;
};

/**
 * Parses the process's settings.
 *
 * @throws settings_invalid with one sentence that names the setting and never its value
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const raw = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, readSetting(name, env)]));
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("settings_invalid", `The setting ${String(issue?.path[0])} is not valid: ${issue?.message}.`);
  }
  const settings = parsed.data;
  return {
    ...settings,
    LATCHKEY_HOME: resolve(settings.LATCHKEY_HOME),
    CATALOG_DIR: resolve(settings.CATALOG_DIR),
    LATCHKEY_PUBLIC_URL: settings.LATCHKEY_PUBLIC_URL ?? `http://127.0.0.1:${settings.PORT}`,
    LATCHKEY_REVEAL_URL: settings.LATCHKEY_REVEAL_URL ?? `http://127.0.0.1:${settings.REVEAL_PORT}`,
  };
}

/**
 * Reads one setting as it is now, for a secret that is renewed in its file while the process runs.
 *
 * @throws settings_invalid with one sentence that names the setting and never its value
 */
export function readSetting(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const direct = env[name];
  if (direct !== undefined && direct !== "") return direct;
  const file = settingFile(name, env);
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8").replace(/\n$/, "");
  } catch (cause) {
    throw new AppError("settings_invalid", `The file of ${name}_FILE cannot be read.`, { cause });
  }
}

/** The file that a setting comes from: `NAME_FILE`, or the one of that name in `$CREDENTIALS_DIRECTORY`. */
export function settingFile(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  return env[`${name}_FILE`] ?? credentialFile(name, env.CREDENTIALS_DIRECTORY);
}

/** What goes there is as secret as what it protects. */
function isPrivateWay(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function credentialFile(name: string, directory: string | undefined): string | undefined {
  if (directory === undefined) return undefined;
  const path = join(directory, name);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? path : undefined;
}
