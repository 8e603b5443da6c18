import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** What one phase of the action did. */
export interface ActionOutcome {
  readonly code: number | null;
  /** The log as the runner shows it: what was masked before a line is `***` in it. */
  readonly log: string;
  readonly raw: string;
}

/** A job of a runner: its files and folders, and the phases of the one action that it uses. */
export interface Job {
  take(): Promise<ActionOutcome>;
  /** What the runner does at the end of every job, also of one that failed. */
  end(): Promise<ActionOutcome>;
  outputs(): Promise<Readonly<Record<string, string>>>;
  environment(): Promise<Readonly<Record<string, string>>>;
  /** Files that the action has in the folder of the job. */
  files(): Promise<readonly string[]>;
}

/** The part of GitHub that signs: gives what `sign` makes for the audience, to whoever has the job's own bearer. */
export async function startIdTokens(sign: (audience: string) => Promise<string>) {
  const bearer = randomUUID();
  const server = createServer((req, res) => {
    const audience = new URL(req.url ?? "/", "http://127.0.0.1").searchParams.get("audience") ?? "";
    if (req.headers.authorization !== `Bearer ${bearer}`) return void res.writeHead(401).end("{}");
    void sign(audience).then((value) => res.end(JSON.stringify({ value })));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
  };
}

/** Starts a job whose only secret is what `idTokens` names. */
export async function startJob(
  action: string,
  inputs: Readonly<Record<string, string>>,
  idTokens: Readonly<Record<string, string>>,
): Promise<Job> {
  const directory = await mkdtemp(join(tmpdir(), "latchkey-job-"));
  const temp = join(directory, "temp");
  await mkdir(temp);
  const path = (name: string) => join(directory, name);
  for (const name of ["output", "env", "state"]) await writeFile(path(name), "");
  const phase = async (state: Readonly<Record<string, string>>): Promise<ActionOutcome> => {
    const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
    const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
    const child = spawn(process.execPath, [action], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...Object.fromEntries([...given, ...saved]),
        ...idTokens,
        PATH: process.env.PATH,
        RUNNER_TEMP: temp,
        GITHUB_OUTPUT: path("output"),
        GITHUB_ENV: path("env"),
        GITHUB_STATE: path("state"),
        GITHUB_REPOSITORY: "acme/orders",
        GITHUB_JOB: "migrate",
        GITHUB_RUN_ID: "7001",
      },
    });
    const [out, err] = [text(child.stdout), text(child.stderr)];
    const [code] = (await once(child, "close")) as [number | null];
    const raw = `${await out}${await err}`;
    return { code, raw, log: masked(raw) };
  };
  const read = async (name: string) => parseFile(await readFile(path(name), "utf8"));
  return {
    take: () => phase({}),
    end: async () => phase(await read("state")),
    outputs: () => read("output"),
    environment: () => read("env"),
    files: () => readdir(temp),
  };
}

/** As the runner does: a mask counts for every line that comes after it. */
function masked(raw: string): string {
  const masks: string[] = [];
  const shown: string[] = [];
  for (const line of raw.split("\n")) {
    const mask = /^::add-mask::(.*)$/.exec(line)?.[1];
    if (mask !== undefined) masks.push(mask.replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%"));
    else shown.push(masks.reduce((rest, secret) => rest.replaceAll(secret, "***"), line));
  }
  return shown.join("\n");
}

/** `name<<END`, lines, `END`. */
function parseFile(content: string): Record<string, string> {
  const entries = [...content.matchAll(/^([^\n]+)<<([^\n]+)\n([\s\S]*?)\n\2$/gm)];
  return Object.fromEntries(entries.map(([, name, , value]) => [name, value]));
}
