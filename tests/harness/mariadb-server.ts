import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { createConnection, type Connection } from "mariadb";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";

const readyMs = 30_000;
const run = promisify(execFile);

/** A MariaDB server of a test's own, on loopback and with a password. */
export interface MariadbServer {
  /** Connection string of an administrator who may do everything, over TCP. */
  readonly url: string;
  readonly port: number;
  /** Every statement that it was sent since its start, with the folder's logs: what a reader of its files would see. */
  readLogs(): Promise<string>;
  /** Opens a connection as the administrator. */
  connect(): Promise<Connection>;
  /** Starts it again on the same port and folder, after `kill`. */
  start(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Ends it and deletes its files. */
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where the two programs are that a server is made of. */
export interface MariadbBinaries {
  readonly server: string;
  readonly installer: string;
}

/**
 * Gives the paths of the server and of what makes its folder, or null where one of them is not on the machine.
 *
 * @throws when `CI` is set and one is missing: a test that cannot run there proves nothing
 */
export function findMariadbBinaries(env: NodeJS.ProcessEnv = process.env): MariadbBinaries | null {
  // A server program is not on everybody's path.
  const places = [...(env.PATH ?? "").split(delimiter).filter(Boolean), "/usr/sbin", "/usr/libexec"];
  const find = (name: string) => places.map((place) => join(place, name)).find(isExecutable);
  const [server, installer] = [find("mariadbd"), find("mariadb-install-db")];
  if (server !== undefined && installer !== undefined) return { server, installer };
  if (env.CI) throw new Error("mariadbd or mariadb-install-db is not on this machine.");
  return null;
}

/** Starts a server with auth_ed25519 and a log of all statements, unless `parameters` say otherwise. */
export async function startMariadbServer(parameters: Readonly<Record<string, string>> = {}): Promise<MariadbServer> {
  const binaries = findMariadbBinaries();
  if (binaries === null) throw new Error("There is no mariadbd to start.");
  const directory = await mkdtemp(join(tmpdir(), "latchkey-mariadb-"));
  const [port, password] = [await freePort(), randomBytes(18).toString("base64url")];
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  const remove = async () => {
    await kill();
    await rm(directory, { recursive: true, force: true });
  };
  const start = async () => {
    await kill();
    child = await launch(binaries.server, serverArguments(directory, { port: String(port), ...parameters }));
  };
  try {
    await installData(binaries.installer, directory);
    await start();
    await prepare(join(directory, "socket"), password);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    url: `mariadb://keeper:${password}@127.0.0.1:${port}`,
    port,
    readLogs: () => readFile(join(directory, "general.log"), "utf8"),
    connect: () => createConnection({ host: "127.0.0.1", port, user: "keeper", password, connectTimeout: 10_000 }),
    start,
    kill,
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

/** The server would not run as root without being told so. */
const asRoot = process.getuid?.() === 0 ? ["--user=root"] : [];

async function installData(installer: string, directory: string): Promise<void> {
  const { datadir, tmpdir: temporary } = filesIn(directory);
  // Servers that share a folder for temporary tables remove each other's.
  await mkdir(temporary);
  const places = [`--datadir=${datadir}`, `--tmpdir=${temporary}`];
  await run(installer, [
    "--no-defaults",
    ...places,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    ...asRoot,
  ]);
}

function serverArguments(directory: string, parameters: Readonly<Record<string, string>>): string[] {
  const settings = { ...defaults, ...filesIn(directory), ...parameters };
  return ["--no-defaults", ...asRoot, ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)];
}

const defaults = {
  "bind-address": "127.0.0.1",
  "plugin-load-add": "auth_ed25519",
  "general-log": "1",
  "performance-schema": "1",
  "innodb-buffer-pool-size": "32M",
  "innodb-log-file-size": "8M",
  // A test's data need not outlive the machine.
  "innodb-flush-log-at-trx-commit": "2",
  "skip-name-resolve": "1",
};

function filesIn(directory: string) {
  return {
    datadir: join(directory, "data"),
    tmpdir: join(directory, "tmp"),
    socket: join(directory, "socket"),
    "pid-file": join(directory, "pid"),
    "general-log-file": join(directory, "general.log"),
  };
}

/** Makes the administrator and removes the accounts that a new server has for nobody. */
async function prepare(socketPath: string, password: string): Promise<void> {
  const root = await createConnection({ socketPath, user: "root", connectTimeout: 10_000 });
  try {
    await root.query(`CREATE USER keeper@'%' IDENTIFIED BY '${password}'`);
    await root.query("GRANT ALL PRIVILEGES ON *.* TO keeper@'%' WITH GRANT OPTION");
    const users = await root.query<{ name: string; host: string }[]>(
      "SELECT User AS name, Host AS host FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost')",
    );
    for (const { name, host } of users) await root.query(`DROP USER '${name}'@'${host}'`);
  } finally {
    await root.end();
  }
}

async function launch(binary: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  const ready = new Promise<void>((resolve) => {
    child.stderr.on("data", (chunk) => {
      if (output.length < 20_000) output += String(chunk);
      if (output.includes("ready for connections")) resolve();
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
