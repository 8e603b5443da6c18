import { fileURLToPath } from "node:url";
import { announce } from "#scripts/embedded/announce.ts";
import { assertFreePorts } from "#scripts/embedded/assert-free-ports.ts";
import { openBackEnds, type BackEnd } from "#scripts/embedded/back-ends/open-back-ends.ts";
import { planChildren } from "#scripts/embedded/children/plan-children.ts";
import { superviseChild, type SupervisedChild } from "#scripts/embedded/children/supervise-child.ts";
import { openDatabases, targetIsAlive, type Databases } from "#scripts/embedded/databases/open-databases.ts";
import { keepEpochs, keepKeys, type SharedSecret } from "#scripts/embedded/home/keep-keys.ts";
import { openHome, type Home } from "#scripts/embedded/home/open-home.ts";
import { writeSettingsFile } from "#scripts/embedded/home/write-settings-file.ts";
import { planStart, type StartPlan } from "#scripts/embedded/start-plan.ts";
import { watchSources } from "#scripts/embedded/watch-sources.ts";
import { readSettings, type Settings } from "#server/settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** With what the databases need to stop, the whole stays below 25 seconds. */
const drainMs = 20_000;
const keepEpochsMs = 3_600_000;

/** How to run an instance. */
export interface InstanceOptions {
  readonly isDevelopment: boolean;
  /** Receives sentences for the operator. */
  readonly tell: (sentence: string) => void;
  /** Aborted when the operator wants to stop. */
  readonly signal: AbortSignal;
}

/** A running instance. */
export interface Instance {
  /** Lets the processes finish their work, then stops the databases: at most 25 seconds. */
  stop(): Promise<void>;
}

/**
 * Brings everything up and prints the ready line; gives null when `signal` ended the start, with nothing left running.
 *
 * @throws StartError with one sentence, with nothing left running
 */
export async function startInstance(options: InstanceOptions): Promise<Instance | null> {
  const settings = readSettings();
  const plan = planStart(settings, process.env.NODE_ENV === "production");
  plan.warnings.forEach(options.tell);
  const home = await openHome(settings.LATCHKEY_HOME, {
    pgPort: settings.PG_PORT,
    pkiPort: settings.PKI_PORT,
    tell: options.tell,
  });
  await assertFreePorts(await portPlans(settings, plan, home));
  const secretFiles = await keepKeys(home, settings);
  const databases = await openDatabases({ settings, plan, home, tell: options.tell });
  let backEnds: BackEnd | null = null;
  let children: SupervisedChild[] = [];
  const keep = () =>
    keepEpochs(home, settings).catch((error: unknown) => options.tell(`No new key was made: ${String(error)}`));
  const keeping = setInterval(() => void keep(), keepEpochsMs);
  const stop = async (limitMs = drainMs) => {
    clearInterval(keeping);
    home.lock.announceStop();
    await Promise.all(children.map((child) => child.stop(limitMs)));
    await Promise.all([databases.stop(), backEnds?.stop()]);
  };
  try {
    await keep();
    backEnds = await openBackEnds({ settings, home, tell: options.tell });
    children = startChildren({ settings, plan, home, databases, secretFiles }, options);
    await Promise.race([Promise.all(children.map((child) => child.ready)), aborted(options.signal)]);
    if (options.signal.aborted) return await stop().then(() => null);
    await describeInstance(settings, plan, { home, databases });
    process.stdout.write(announce(settings, plan));
    if (options.isDevelopment) restartOnChange(children, options.tell);
    return { stop: () => stop() };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

async function portPlans(settings: Settings, plan: StartPlan, home: Home) {
  return [
    { setting: "PORT", port: settings.PORT },
    { setting: "REVEAL_PORT", port: settings.REVEAL_PORT },
    ...(plan.hasIssuer ? [{ setting: "IDP_PORT", port: settings.IDP_PORT }] : []),
    // A living target server of this home is taken over with its port.
    ...(targetIsAlive(home) ? [] : [{ setting: "PG_PORT", port: home.pgPort }]),
  ];
}

interface Parts {
  readonly settings: Settings;
  readonly plan: StartPlan;
  readonly home: Home;
  readonly databases: Databases;
  readonly secretFiles: Readonly<Record<SharedSecret, string>>;
}

function startChildren(parts: Parts, options: InstanceOptions): SupervisedChild[] {
  const { settings, plan, home, databases, secretFiles } = parts;
  const plans = planChildren({
    root,
    settings,
    plan,
    logs: home.paths.logs,
    env: process.env,
    ledgerFiles: databases.ledgerFiles,
    secretFiles,
    isDevelopment: options.isDevelopment,
  });
  // Tests of the supervisor itself run with some of the processes only.
  const only = process.env.NODE_ENV === "test" ? process.env.LATCHKEY_ONLY?.split(",") : undefined;
  const wanted = plans.filter(({ name }) => only === undefined || only.includes(name));
  return options.signal.aborted ? [] : wanted.map((child) => superviseChild(child, options.tell));
}

function restartOnChange(children: readonly SupervisedChild[], tell: (sentence: string) => void): void {
  watchSources(root, (names) => {
    const affected = children.filter((child) => names.has(child.name));
    tell(`Sources changed: ${affected.map(({ name }) => name).join(", ")} started anew.`);
    affected.forEach((child) => child.restart());
  });
}

async function describeInstance(settings: Settings, plan: StartPlan, parts: { home: Home; databases: Databases }) {
  await writeSettingsFile(parts.home.paths.settings, {
    format: 1,
    startedAt: new Date().toISOString(),
    supervisorPid: process.pid,
    publicUrl: settings.LATCHKEY_PUBLIC_URL,
    revealUrl: settings.LATCHKEY_REVEAL_URL,
    catalogDir: settings.CATALOG_DIR,
    embeddedIssuer: plan.hasIssuer,
    embeddedLedger: plan.hasSystemCluster,
    ports: { web: settings.PORT, reveal: settings.REVEAL_PORT, idp: settings.IDP_PORT, target: parts.home.pgPort },
    databaseUrlFiles: parts.databases.ledgerFiles,
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
