import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { choosePorts } from "#scripts/test/choose-ports.mjs";
import { copyCatalogWithManyTeams } from "#tests/harness/many-teams.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** A whole installation in embedded mode, as `npm start` brings it up, on a home and ports of its own. */
export interface Instance {
  readonly home: string;
  readonly url: string;
  readonly env: Record<string, string>;
  /** Milliseconds from spawn to the ready line. */
  readonly startMs: number;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const noLimits = { RATE_LIMIT_SUBMITS_PER_MINUTE: "10000000", RATE_LIMIT_CALLS_PER_MINUTE: "10000000" };

/** Makes the environment of a fresh installation with many teams; rate limits are out of the way. */
export async function makeInstallation(): Promise<{ env: Record<string, string>; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-bench-"));
  await chmod(directory, 0o755);
  const catalog = join(directory, "catalog");
  await copyCatalogWithManyTeams(catalog);
  const [web, reveal, idp] = await choosePorts(3);
  const ports = { PORT: String(web), REVEAL_PORT: String(reveal), IDP_PORT: String(idp) };
  const limits = { ...noLimits, CATALOG_DIR: catalog };
  const env = {
    PATH: process.env.PATH ?? "",
    LATCHKEY_HOME: join(directory, "home"),
    LOG_LEVEL: "warn",
    ...ports,
    ...limits,
  };
  return { env, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Starts the installation and waits for its ready line. */
export async function startInstance(env: Record<string, string>): Promise<Instance> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: env as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await readyLine(child);
  const stop = async () => {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  };
  return {
    home: env.LATCHKEY_HOME ?? "",
    url: `http://127.0.0.1:${env.PORT}`,
    env,
    startMs: performance.now() - startedAt,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function readyLine(child: ChildProcess): Promise<void> {
  let output = "";
  for await (const chunk of child.stdout ?? []) {
    output += String(chunk);
    if (output.includes("Latchkey ready")) return void child.stdout?.resume();
  }
  throw new Error(`The installation did not start:\n${output}`);
}
