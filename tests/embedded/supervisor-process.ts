import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";

const entry = fileURLToPath(new URL("../../scripts/embedded/main.ts", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));

/** A home that is yet to be made, and ports of its own. */
export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<"LATCHKEY_HOME" | "PORT" | "REVEAL_PORT" | "IDP_PORT", string>>;
}

/** How a supervisor ended. */
export interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A supervisor under test, running only some of its processes. */
export interface SupervisorProcess {
  readonly child: ChildProcess;
  /** Resolves at the ready line; rejects with what was printed when the supervisor ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<End>;
  stderr(): string;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<End>;
}

/** Names a fresh home below the temporary directory, which the database user can reach, and picks free ports. */
export async function makePlace(): Promise<Place> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), "latchkey-embedded-"));
  await chmod(directory, 0o755);
  const home = join(directory, "home");
  const [web, reveal, idp] = [await freePort(), await freePort(), await freePort()];
  return {
    home,
    env: { LATCHKEY_HOME: home, PORT: String(web), REVEAL_PORT: String(reveal), IDP_PORT: String(idp) },
  };
}

/** Starts a supervisor; `LATCHKEY_ONLY` in `env` names its processes, by default the issuer alone. */
export function startSupervisor(place: Place, env: Record<string, string | undefined> = {}): SupervisorProcess {
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_ENV: "test", LATCHKEY_ONLY: "idp", ...place.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => stdout.includes("Latchkey ready ") && resolve());
    void ended.then((end) => reject(new Error(`ended with ${end.code}: ${end.stderr}`)));
  });
  // Whoever starts one to see it fail waits for its end instead.
  ready.catch(() => undefined);
  const stop = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  return { child, ready, ended, stderr: () => stderr, stop };
}
