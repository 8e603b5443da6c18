import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";

const readyMs = 90_000;
/** The script itself: what packages put into the search path insists on an operating system user of its own. */
const places = ["/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"];

/** A RabbitMQ of a test's own with its management API, on loopback; nothing of the machine's own is touched. */
export interface RabbitmqServer {
  /** URL of the management API with a user who may do everything. */
  readonly url: string;
  readonly amqpPort: number;
  readonly managementPort: number;
  /** What the broker has written to its log so far. */
  readonly log: () => string;
  /** Ends it and deletes its files. */
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Gives the path of the script `rabbitmq-server`, or null where none is on the machine.
 *
 * @throws when `CI` is set and there is none: a test that cannot run there proves nothing
 */
export function findRabbitmqScript(env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = [...places, ...(env.PATH ?? "").split(delimiter).filter((folder) => folder !== "/usr/sbin")];
  const found = folders.map((folder) => join(folder, "rabbitmq-server")).find(isExecutable) ?? null;
  if (found === null && env.CI) throw new Error("There is no rabbitmq-server on this machine.");
  return found;
}

/** Starts a broker with an own node name, cookie, port mapper and folder; `extra` are lines of its configuration. */
export async function startRabbitmqServer(extra: readonly string[] = []): Promise<RabbitmqServer> {
  const script = findRabbitmqScript();
  if (script === null) throw new Error("There is no rabbitmq-server to start.");
  const directory = await mkdtemp(join(tmpdir(), "latchkey-rabbitmq-"));
  const [amqpPort, managementPort, mapperPort, nodePort] = await takePorts();
  const password = randomBytes(18).toString("base64url");
  const configuration = [
    `listeners.tcp.default = 127.0.0.1:${amqpPort}`,
    "management.tcp.ip = 127.0.0.1",
    `management.tcp.port = ${managementPort}`,
    "default_user = root",
    `default_pass = ${password}`,
    "log.console = true",
    "log.file = false",
    ...extra,
  ];
  for (const folder of ["home", "mnesia", "log"]) await mkdir(join(directory, folder));
  await writeFile(join(directory, "rabbitmq.conf"), `${configuration.join("\n")}\n`, { mode: 0o600 });
  await writeFile(join(directory, "enabled_plugins"), "[rabbitmq_management].\n");
  await writeFile(join(directory, "env.conf"), "");
  const mapperEnv = { ...clean(), ...local(mapperPort) };
  const mapper = spawn("epmd", ["-port", String(mapperPort)], { stdio: "ignore", env: asProcess(mapperEnv) });
  mapper.on("error", () => undefined);
  const output = { text: "" };
  const env = asProcess({ ...mapperEnv, ...brokerEnvironment(directory, nodePort) });
  // The broker reads its input, and ends when that ends: it never outlives the test.
  const child = spawn(script, { stdio: ["pipe", "pipe", "pipe"], env, cwd: directory });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (output.text += String(chunk)));
  }
  const remove = async () => {
    await end(child);
    await end(mapper);
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await waitUntilReady(child, output);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: `http://root:${password}@127.0.0.1:${managementPort}`,
    amqpPort,
    managementPort,
    log: () => output.text,
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

type Environment = Record<string, string | undefined>;

async function takePorts(): Promise<[number, number, number, number]> {
  const ports = new Set<number>();
  while (ports.size < 4) ports.add(await freePort());
  return [...ports] as [number, number, number, number];
}

/** What this machine's own broker is set to is none of ours. */
function clean(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(RABBITMQ|ERL)_/.test(name)));
}

/** Types of the framework ask for NODE_ENV; no program here reads it. */
function asProcess(env: Environment): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, ...env };
}

function local(mapperPort: number): Environment {
  return { ERL_EPMD_PORT: String(mapperPort), ERL_EPMD_ADDRESS: "127.0.0.1" };
}

function brokerEnvironment(directory: string, nodePort: number): Environment {
  return {
    HOME: join(directory, "home"),
    RABBITMQ_CONF_ENV_FILE: join(directory, "env.conf"),
    RABBITMQ_NODENAME: `latchkey-${randomBytes(4).toString("hex")}@localhost`,
    RABBITMQ_MNESIA_BASE: join(directory, "mnesia"),
    RABBITMQ_LOG_BASE: join(directory, "log"),
    RABBITMQ_CONFIG_FILE: join(directory, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, "enabled_plugins"),
    RABBITMQ_DIST_PORT: String(nodePort),
    RABBITMQ_ALLOW_INPUT: "1",
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-noshell -kernel inet_dist_use_interface {127,0,0,1}",
  };
}

async function waitUntilReady(child: ChildProcess, output: { readonly text: string }): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    child.stdout?.on("data", () => {
      if (output.text.includes("Server startup complete")) resolve();
    });
  });
  const failed = once(child, "exit").then(() =>
    Promise.reject(new Error(`The broker did not start:\n${output.text.slice(-10_000)}`)),
  );
  failed.catch(() => undefined);
  const limit = setTimeout(() => child.kill("SIGKILL"), readyMs);
  await Promise.race([ready, failed]).finally(() => clearTimeout(limit));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
