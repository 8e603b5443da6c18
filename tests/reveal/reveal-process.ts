import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Settings } from "#server/settings.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { compiledModules } from "#tests/harness/compiled-modules.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The reveal service as a process of its own, as the supervisor starts it. */
export interface RevealProcess {
  readonly child: ChildProcess;
  readonly port: number;
  readonly url: string;
  /** `ready`, or how it ended before it was. */
  readonly message: unknown;
  readonly exited: Promise<[number | null, NodeJS.Signals | null]>;
  /** What it wrote so far. */
  output(): string;
}

/** What the process is started on: a fixture, or as much of one. */
interface RevealParts {
  readonly settings: Settings;
  readonly ledger: { readonly reveal: string };
}

/** How the process differs from the one that an installation runs. */
interface ProcessChange {
  readonly port?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `<point>:<kill|throw|delay>`, and the file that proves that it landed. */
  readonly fault?: { readonly order: string; readonly evidence: string };
}

/** Starts the entry point with the fixture's parts, and waits until it is ready or has ended. */
export async function startRevealProcess(fixture: RevealParts, change: ProcessChange = {}): Promise<RevealProcess> {
  const { settings } = fixture;
  const { port = await freePort(), env, fault } = change;
  const child = fork("reveal/main.ts", {
    cwd: root,
    execArgv: fault ? ["--import", "./tests/faults/failpoints.ts"] : [],
    stdio: "pipe",
    env: {
      NODE_ENV: fault ? "test" : "production",
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: compiledModules,
      LATCHKEY_HOME: settings.LATCHKEY_HOME,
      LATCHKEY_REVEAL_URL: settings.LATCHKEY_REVEAL_URL,
      REVEAL_PORT: String(port),
      DATABASE_URL_REVEAL: fixture.ledger.reveal,
      OIDC_ISSUER: settings.OIDC_ISSUER,
      REVEAL_OIDC_CLIENT_SECRET: settings.REVEAL_OIDC_CLIENT_SECRET,
      ...(fault && { FAULT: fault.order, FAULT_EVIDENCE: fault.evidence }),
      ...env,
    },
  });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (output += String(chunk)));
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const message = await Promise.race([once(child, "message").then(([text]) => text as unknown), exited]);
  return { child, port, url: `http://127.0.0.1:${port}`, message, exited, output: () => output };
}
