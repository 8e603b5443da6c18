import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";

const readyMs = 10_000;

/** A Redis or Valkey server of a test's own, on loopback and with a password. */
export interface RedisServer {
  /** Connection string of the default user, who may do everything. */
  readonly url: string;
  readonly port: number;
  readonly password: string;
  readonly pid: number;
  /** Keeps its files (`users.acl`, and the data if a parameter has it saved). */
  readonly directory: string;
  /** Starts it again on the same port and directory, after `stop` or `kill`. */
  start(): Promise<void>;
  /** The same by a configuration file of the test's, and by nothing else. */
  startFrom(configFile: string): Promise<void>;
  /** Ends it in order; what it was not told to save is lost. */
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Ends it and deletes its files. */
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Gives the path of `redis-server`, else of `valkey-server`, or null where neither is on the machine.
 *
 * @throws when `CI` is set and there is none: a test that cannot run there proves nothing
 */
export function findRedisBinary(env: NodeJS.ProcessEnv = process.env): string | null {
  const places = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const paths = ["redis-server", "valkey-server"].flatMap((name) => places.map((place) => join(place, name)));
  const found = paths.find(isExecutable) ?? null;
  if (found === null && env.CI) throw new Error("Neither redis-server nor valkey-server is on this machine.");
  return found;
}

/** Starts a server that saves nothing unless `parameters` say otherwise, with an ACL file of its own. */
export async function startRedisServer(parameters: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const binary = findRedisBinary();
  if (binary === null) throw new Error("There is no redis-server to start.");
  const directory = await mkdtemp(join(tmpdir(), "latchkey-redis-"));
  const [port, password] = [await freePort(), randomBytes(18).toString("base64url")];
  await writeFile(join(directory, "users.acl"), `user default on >${password} ~* &* +@all\n`, { mode: 0o600 });
  const settings = { ...defaults, port: String(port), dir: directory, ...parameters };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, ...value.split(" ")]);
  let child = await launch(binary, args);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  const remove = async () => {
    await end("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  return {
    url: `redis://default:${password}@127.0.0.1:${port}`,
    port,
    password,
    directory,
    get pid() {
      return child.pid ?? 0;
    },
    start: async () => {
      await end("SIGKILL");
      child = await launch(binary, args);
    },
    startFrom: async (configFile) => {
      await end("SIGKILL");
      child = await launch(binary, [configFile]);
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

const defaults = {
  bind: "127.0.0.1",
  save: "",
  appendonly: "no",
  aclfile: "users.acl",
  "maxmemory-policy": "noeviction",
};

async function launch(binary: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      if (output.length < 10_000) output += String(chunk);
      if (output.includes("Ready to accept connections")) resolve();
    });
  });
  const failed = once(child, "exit").then(() => Promise.reject(new Error(`The server did not start:\n${output}`)));
  failed.catch(() => undefined);
  const limit = setTimeout(() => child.kill("SIGKILL"), readyMs);
  await Promise.race([ready, failed]);
  clearTimeout(limit);
  return child;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
