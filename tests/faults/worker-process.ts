import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compiledModules } from "#tests/harness/compiled-modules.ts";
import type { TestServer } from "#tests/harness/test-server.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A worker of its own process, as an installation runs it. */
export interface WorkerProcess {
  readonly pid: number;
  /** Resolves with the signal or exit code when it has ended. */
  readonly ended: Promise<NodeJS.Signals | number | null>;
  /** Lines that it has logged so far. */
  readonly log: readonly string[];
  kill(signal: NodeJS.Signals): Promise<void>;
}

interface WorkerOptions {
  /** `<point>:<kill|throw|delay|block>`; honoured only with `preload`. */
  readonly fault?: string;
  readonly evidence?: string;
  /** Whether the fault harness is loaded into the process; a production start has no such option. */
  readonly preload?: boolean;
  readonly env?: Record<string, string>;
}

/** Starts a worker on a test server's ledger and home and waits until it says that it is ready. */
export async function startWorkerProcess(server: TestServer, options: WorkerOptions = {}): Promise<WorkerProcess> {
  const preload = options.preload === false ? [] : ["--import", "./tests/faults/failpoints.ts"];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...preload, "workers/main.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compiledModules,
      LATCHKEY_HOME: server.home,
      CATALOG_DIR: server.worker.ctx.settings.CATALOG_DIR,
      DATABASE_URL_WORKER: server.ledger.worker,
      LEASE_SECONDS: "1",
      ...(options.fault && { FAULT: options.fault }),
      ...(options.evidence && { FAULT_EVIDENCE: options.evidence }),
      ...options.env,
    },
  });
  const log: string[] = [];
  if (child.stdout !== null) createInterface(child.stdout).on("line", (line) => log.push(line));
  const ended = once(child, "exit").then(([code, signal]) => (signal ?? code) as NodeJS.Signals | number | null);
  await Promise.race([once(child, "message"), ended.then((how) => fail(how))]);
  return { pid: child.pid ?? 0, ended, log, kill: (signal) => end(child, signal, ended) };
}

function fail(how: unknown): never {
  throw new Error(`the worker ended before it was ready: ${String(how)}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}
