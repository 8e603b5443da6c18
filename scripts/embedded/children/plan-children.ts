import { join } from "node:path";
import type { ChildPlan } from "#scripts/embedded/children/child-plan.ts";
import { heapOptions } from "#scripts/embedded/children/heap-options.ts";
import {
  passOn,
  withoutSecrets,
  type Environment,
  type SecretSetting,
} from "#scripts/embedded/children/secret-setting.ts";
import type { SharedSecret } from "#scripts/embedded/home/keep-keys.ts";
import type { StartPlan } from "#scripts/embedded/start-plan.ts";
import type { Settings } from "#server/settings.ts";

/** What the children's environments are made from. */
export interface ChildrenInput {
  readonly root: string;
  readonly logs: string;
  readonly settings: Settings;
  readonly plan: StartPlan;
  /** Environment of the supervisor. */
  readonly env: Environment;
  /** Files of the home's own ledger logins; null when the ledger is the operator's. */
  readonly ledgerFiles: Readonly<Record<"web" | "worker" | "reveal", string>> | null;
  readonly secretFiles: Readonly<Record<SharedSecret, string>>;
  /** Web as Next's development server. */
  readonly isDevelopment: boolean;
}

/** Gives the processes to run: each with the settings of all and the secrets of its own, by file where we made them. */
export function planChildren(input: ChildrenInput): ChildPlan[] {
  const { settings, root } = input;
  const oidc = clientSecret(input, "OIDC_CLIENT_SECRET", "oidc-client-secret");
  const revealOidc = clientSecret(input, "REVEAL_OIDC_CLIENT_SECRET", "reveal-oidc-client-secret");
  const session = withDefault(input, "NEXTAUTH_SECRET", "nextauth-secret");
  const chat = passOn(input.env, "SLACK_SIGNING_SECRET");
  const vault = { ...passOn(input.env, "VAULT_ADDR"), ...passOn(input.env, "VAULT_TOKEN_REVEAL") };
  const entry = (path: string) => ({ entry: join(root, path), args: [] });
  const issuer: ChildPlan[] = input.plan.hasIssuer
    ? [{ ...base(input, "idp", { ...oidc, ...revealOidc }), ...entry("scripts/embedded/idp/main.ts"), health: null }]
    : [];
  return [
    ...issuer,
    {
      ...base(input, "worker", { ...database(input, "worker"), ...queue(input), ...smallHeap(input, "worker") }),
      ...entry("workers/main.ts"),
      health: null,
    },
    {
      ...base(input, "reveal", {
        ...database(input, "reveal"),
        ...revealOidc,
        ...vault,
        ...smallHeap(input, "reveal"),
      }),
      ...entry("reveal/main.ts"),
      health: { port: settings.REVEAL_PORT, path: "/healthz", host: new URL(settings.LATCHKEY_REVEAL_URL).host },
    },
    {
      ...base(input, "web", {
        ...database(input, "web"),
        ...oidc,
        ...session,
        ...chat,
        // The development server compiles in the same process.
        ...(input.isDevelopment ? {} : smallHeap(input, "web")),
      }),
      entry: join(root, "node_modules/next/dist/bin/next"),
      args: [input.isDevelopment ? "dev" : "start", "-p", String(settings.PORT), "-H", "127.0.0.1"],
      health: { port: settings.PORT, path: "/readyz", host: new URL(settings.LATCHKEY_PUBLIC_URL).host },
    },
  ];
}

function base(input: ChildrenInput, name: ChildPlan["name"], own: Environment) {
  const { PORT, REVEAL_PORT, IDP_PORT, LATCHKEY_HOME, LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL, CATALOG_DIR } =
    input.settings;
  const places = { PORT: String(PORT), REVEAL_PORT: String(REVEAL_PORT), IDP_PORT: String(IDP_PORT) };
  const urls = { LATCHKEY_HOME, LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL, CATALOG_DIR, NEXT_TELEMETRY_DISABLED: "1" };
  const env = { ...withoutSecrets(input.env), ...places, ...urls, ...own };
  return { name, env, log: join(input.logs, `${name}.log`) };
}

/** What is over is collected early: memory stays level under load. What the operator asks for wins. */
function smallHeap({ env }: ChildrenInput, name: keyof typeof heapOptions): Environment {
  return { NODE_OPTIONS: [heapOptions[name], env.NODE_OPTIONS].filter(Boolean).join(" ") };
}

function database(input: ChildrenInput, process: "web" | "worker" | "reveal"): Environment {
  const name = `DATABASE_URL_${process.toUpperCase() as "WEB" | "WORKER" | "REVEAL"}` as const;
  if (input.ledgerFiles) return { [`${name}_FILE`]: input.ledgerFiles[process] };
  const own = passOn(input.env, name);
  return Object.keys(own).length > 0 ? own : passOn(input.env, "DATABASE_URL", name);
}

function queue({ env }: ChildrenInput): Environment {
  const names: SecretSetting[] = [
    "REDIS_URL",
    "SMTP_URL",
    "KUBECONFIG",
    "VAULT_ADDR",
    "VAULT_TOKEN_WORKER",
    "SLACK_BOT_TOKEN",
    "WEBHOOK_KEY",
  ];
  return Object.assign({}, ...names.map((name) => passOn(env, name))) as Environment;
}

/** A client secret of the operator's issuer is known to the operator alone. */
function clientSecret(input: ChildrenInput, name: SecretSetting, shared: SharedSecret): Environment {
  return input.plan.hasIssuer ? withDefault(input, name, shared) : passOn(input.env, name);
}

/** The operator's secret, else the home's own. */
function withDefault(input: ChildrenInput, name: SecretSetting, shared: SharedSecret): Environment {
  const given = passOn(input.env, name);
  return Object.keys(given).length > 0 ? given : { [`${name}_FILE`]: input.secretFiles[shared] };
}
