import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { issuerFiles } from "#resource-types/tls-certificate/authority/issuer.ts";
import {
  createIntermediate,
  createRoot,
  type NewAuthority,
} from "#resource-types/tls-certificate/ceremony/create-authorities.ts";
import { toPem } from "#resource-types/tls-certificate/x509/pem.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";

const entry = fileURLToPath(new URL("../../resource-types/tls-certificate/authority/main.ts", import.meta.url));

/** A certificate authority of a test's own: the real process, on loopback. */
export interface AuthorityProcess {
  readonly port: number;
  readonly token: string;
  /** Admin secret of a back end. */
  readonly adminUrl: string;
  /** Holds key, chain and journal. */
  readonly directory: string;
  /** PEM of the root, the only thing that clients trust. */
  readonly root: string;
  /** The root itself, which a real authority's machine does not have. */
  readonly rootAuthority: NewAuthority;
  /** Starts it again on the same folder and port, after `stop` or `kill`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a root and an intermediate that permits `zones`, and starts the authority of the latter. */
export async function startAuthorityProcess(zones: readonly string[] = ["payments.test"]): Promise<AuthorityProcess> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-pki-"));
  const now = new Date();
  const root = createRoot("Test", now);
  const intermediate = createIntermediate(root, { organization: "Test", zones, now });
  const rootPem = toPem("CERTIFICATE", root.certificate);
  await writeFile(join(directory, issuerFiles.chain), toPem("CERTIFICATE", intermediate.certificate) + rootPem);
  const key = intermediate.key.export({ type: "pkcs8", format: "pem" });
  await writeFile(join(directory, issuerFiles.key), key, { mode: 0o400 });
  const token = randomBytes(24).toString("base64url");
  await writeFile(join(directory, issuerFiles.journal), "");
  await writeFile(join(directory, "token"), token, { mode: 0o400 });
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    PATH: process.env.PATH,
    PKI_PORT: String(port),
    PKI_DIRECTORY: directory,
    PKI_ADMIN_TOKEN_FILE: join(directory, "token"),
  };
  let child = await launch(env);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  return {
    port,
    token,
    adminUrl: `http://${token}@127.0.0.1:${port}`,
    directory,
    root: rootPem,
    rootAuthority: root,
    start: async () => {
      await end("SIGKILL");
      child = await launch(env);
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    [Symbol.asyncDispose]: async () => {
      await end("SIGKILL");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function launch(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, [entry], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  const ready = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      if (output.length < 10_000) output += String(chunk);
      if (output.includes('"ready"')) resolve();
    });
  });
  const failed = once(child, "exit").then(() => Promise.reject(new Error(`The authority did not start:\n${output}`)));
  failed.catch(() => undefined);
  await Promise.race([ready, failed]);
  return child;
}
