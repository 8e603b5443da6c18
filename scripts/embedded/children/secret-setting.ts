import { existsSync } from "node:fs";
import { join } from "node:path";

/** Settings that only the processes that need them receive. */
const secretSettings = [
  "DATABASE_URL",
  "DATABASE_URL_WEB",
  "DATABASE_URL_WORKER",
  "DATABASE_URL_REVEAL",
  "REDIS_URL",
  "CACHE_REDIS_URL",
  "OIDC_CLIENT_SECRET",
  "REVEAL_OIDC_CLIENT_SECRET",
  "NEXTAUTH_SECRET",
  "SMTP_URL",
  "KUBECONFIG",
  "VAULT_ADDR",
  "VAULT_TOKEN_WORKER",
  "VAULT_TOKEN_REVEAL",
  "SLACK_SIGNING_SECRET",
  "SLACK_BOT_TOKEN",
  "WEBHOOK_KEY",
] as const;

/** Addresses of servers of the operator's with the login of an admin, whatever resource type they are for. */
const adminUrl = /_(ADMIN|MANAGEMENT)_URL(_FILE)?$/;

/** One of the settings that not every process receives. */
export type SecretSetting = (typeof secretSettings)[number];

/** Part of a process's environment. */
export type Environment = Record<string, string | undefined>;

/** Gives our environment without any secret setting, and without what npm added. */
export function withoutSecrets(env: Environment): Environment {
  const hidden = new Set<string>(["CREDENTIALS_DIRECTORY"]);
  for (const name of secretSettings) hidden.add(name).add(`${name}_FILE`);
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !hidden.has(name) && !adminUrl.test(name) && !/^npm_/i.test(name)),
  );
}

/** Hands a secret that the operator set on as it was set: by value, by file, or as a file of the credentials directory. */
export function passOn(env: Environment, name: SecretSetting, as: string = name): Environment {
  if (env[name]) return { [as]: env[name] };
  const file = env[`${name}_FILE`];
  if (file) return { [`${as}_FILE`]: file };
  const credential = env.CREDENTIALS_DIRECTORY ? join(env.CREDENTIALS_DIRECTORY, name) : "";
  return credential !== "" && existsSync(credential) ? { [`${as}_FILE`]: credential } : {};
}
