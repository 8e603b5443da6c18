import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { findChatMessage } from "./fixtures/chat.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";
import { scanMemory } from "#tests/reveal/scan-memory.ts";

interface RunningInstance {
  readonly publicUrl: string;
  readonly revealUrl: string;
  readonly supervisorPid: number;
  readonly databaseUrlFiles: Readonly<Record<string, string>>;
}

const home = process.env.E2E_HOME ?? "";

/** Any of the forms in which a password may have been written down. */
function formsOf(password: string): Buffer[] {
  const bytes = Buffer.from(password);
  const texts = [password, bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("hex")];
  return [...texts.map((text) => Buffer.from(text.replace(/=+$/, ""))), Buffer.from(password, "utf16le")];
}

/** What must be among the places, or the search has not looked where it says. */
const kinds = {
  "ledger tables": /^table public\./,
  "queue tables": /^table bullmq\./,
  WAL: /\/pg_wal\/[0-9A-F]{24}$/,
  pg_stat_statements: /pgss_query_texts/,
  "logs of processes": /\/logs\/(web|worker|reveal)\.log/,
  "logs of PostgreSQL": /\/server\.log/,
  mail: /\/mail\/.*\.eml$/,
  chat: /\.payload$/,
  environments: /^environment of /,
  "command lines": /^command line of /,
};

test("R6: a delivered password is nowhere but in the browser that claimed it", async () => {
  test.setTimeout(120_000);
  const instance = JSON.parse(await readFile(join(home, "settings.json"), "utf8")) as RunningInstance;
  const token = await createToken(instance);
  await linkToChat();
  const grantId = await buildDatabase(instance, token);
  const beforeClaim = await searchable(instance);
  const password = await claim(instance, { grantId, token });
  const revealedAtMs = performance.now();
  const afterClaim = await searchable(instance);
  expect(password.length).toBeGreaterThanOrEqual(24);
  // The search itself is proven on a thing that must be found: the login's name stands in the ledger and on the target.
  const username = password.username;
  for (const places of [beforeClaim, afterClaim]) {
    expect(findIn(places, [Buffer.from(username)]).length).toBeGreaterThan(0);
    expect(findIn(places, formsOf(password.password))).toEqual([]);
  }
  await delay(Math.max(0, revealedAtMs + 5000 - performance.now()));
  const memory = await scanProcesses(password.password);
  expect(memory.copies).toBe(0);
  await findChatMessage("lee", /Ready: canary-/);
  const later = await searchable(instance);
  expect(findIn(later, formsOf(password.password))).toEqual([]);
  const ofKind = (kind: RegExp) => new Map([...later].filter(([place]) => kind.test(place)));
  const missed = Object.entries(kinds).filter(([, kind]) => ofKind(kind).size === 0);
  expect(missed).toEqual([]);
  for (const kind of [kinds["ledger tables"], kinds.WAL, kinds.pg_stat_statements]) {
    expect(findIn(ofKind(kind), [Buffer.from(username)]).length).toBeGreaterThan(0);
  }
  const megabytes = [...later.values()].reduce((sum, bytes) => sum + bytes.length, 0) / 2 ** 20;
  sayFigure(
    "R6",
    `0 copies in ${later.size} places of ${Object.keys(kinds).length} kinds (${Math.round(megabytes)} MB), ${memory.told}`,
  );
});

/** Looks through the memory of web and reveal; says so where this user may not read it. */
async function scanProcesses(password: string): Promise<{ copies: number; told: string }> {
  let [copies, bytes] = [0, 0];
  const scanned = [];
  for (const name of ["WEB", "REVEAL"]) {
    for (const [pid, environ] of await processesOfHome()) {
      if (!environ.includes(`DATABASE_URL_${name}_FILE=`)) continue;
      const found = await scanMemory(pid, formsOf(password)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "EACCES" || error.code === "EPERM") return null;
        throw error;
      });
      if (found === null) return { copies: 0, told: "memory of web and reveal not readable by this user" };
      // The scan sees what is there: the home's own path.
      expect((await scanMemory(pid, [Buffer.from(home)])).copies).toBeGreaterThan(0);
      copies += found.copies;
      bytes += found.bytes;
      scanned.push(name);
    }
  }
  expect(new Set(scanned)).toEqual(new Set(["WEB", "REVEAL"]));
  return { copies, told: `${copies} in ${Math.round(bytes / 2 ** 20)} MB of memory of web and reveal 5 s later` };
}

interface Claimed {
  readonly username: string;
  readonly password: string;
  readonly length: number;
}

type Places = ReadonlyMap<string, Buffer>;

function findIn(places: Places, needles: readonly Buffer[]): string[] {
  return [...places].filter(([, bytes]) => needles.some((needle) => bytes.includes(needle))).map(([place]) => place);
}

async function createToken(instance: RunningInstance): Promise<string> {
  const args = ["cli/latchkey.mjs", "token", "create", "--as", "lee@latchkey.test", "--scope", "all", "--ttl", "10m"];
  const env = { ...process.env, LATCHKEY_HOME: home, LATCHKEY_URL: instance.publicUrl };
  const made = spawnSync(process.execPath, args, { env, encoding: "utf8" });
  expect(made.stderr).toBe("");
  return made.stdout.trim();
}

/** So that the chat is told of this credential as mail is. */
async function linkToChat(): Promise<void> {
  await queryLedger(
    `INSERT INTO chat_links (workspace_id, chat_user_id, principal_id, workspace_name, chat_name)
     SELECT 'T0DOUBLE1', 'U0LEE', id, 'example', 'lee' FROM principals WHERE subject = 'lee' ON CONFLICT DO NOTHING`,
    [],
  );
}

async function buildDatabase(instance: RunningInstance, token: string): Promise<string> {
  const name = `canary-${Date.now().toString(36)}`;
  const asked = { template: "postgres-small", name, team: "payments", environment: "dev", classification: "internal" };
  const response = await fetch(`${instance.publicUrl}/api/v1/requests`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", prefer: "wait=30" },
    body: JSON.stringify({ ...asked, purpose: "Looking for a password everywhere." }),
  });
  const request = (await response.json()) as { state: string; grants: { id: string }[] };
  expect(request.state).toBe("fulfilled");
  return request.grants[0]?.id ?? "";
}

async function claim(
  instance: RunningInstance,
  { grantId, token }: { grantId: string; token: string },
): Promise<Claimed> {
  const key = await createClaimKey();
  const response = await fetch(`${instance.revealUrl}/v1/grants/${grantId}/claim`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ publicKey: key.publicKey }),
  });
  expect(response.status).toBe(200);
  const { fields } = await openClaim(key, grantId, (await response.json()) as ClaimAnswer);
  const [username, password] = [String(fields.username), String(fields.password)];
  return { username, password, length: password.length };
}

/** Everything an operator, a backup or a thief could read: tables, every file of the home, processes. */
async function searchable(instance: RunningInstance): Promise<Places> {
  const places = new Map<string, Buffer>();
  await readTables(instance, places);
  await readFiles(home, places);
  // What left for the chat, in every story before this one too.
  await readFiles(process.env.E2E_SLACK ?? "", places);
  await readProcesses(instance.supervisorPid, places);
  return places;
}

async function readTables(instance: RunningInstance, places: Map<string, Buffer>): Promise<void> {
  const url = new URL((await readFile(instance.databaseUrlFiles.migrator ?? "", "utf8")).trim());
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'bullmq', 'reveal_api') AND table_type = 'BASE TABLE'`,
  );
  for (const { name } of rows) {
    const table = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
    places.set(`table ${name}`, Buffer.from(table.rows.map(({ row }) => row).join("\n")));
  }
  const { rows: activity } = await client.query("SELECT query FROM pg_stat_activity");
  places.set("pg_stat_activity", Buffer.from(JSON.stringify(activity)));
  // What is still in the servers' memory comes to the files that are read next.
  await client.query("CHECKPOINT").catch(() => undefined);
  await client.end();
}

async function readFiles(directory: string, places: Map<string, Buffer>): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await readFiles(path, places);
    else if (entry.isFile()) places.set(path, await readFile(path).catch(() => Buffer.alloc(0)));
  }
}

async function readProcesses(supervisorPid: number, places: Map<string, Buffer>): Promise<void> {
  for (const [pid, environ] of await processesOfHome(supervisorPid)) {
    places.set(`environment of ${pid}`, environ);
    places.set(`command line of ${pid}`, await readFile(`/proc/${pid}/cmdline`).catch(() => Buffer.alloc(0)));
  }
}

/** The processes of the product under test, each with its environment. */
async function processesOfHome(supervisorPid?: number): Promise<[number, Buffer][]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(
    pids.map(async (pid): Promise<[number, Buffer]> => [
      pid,
      await readFile(`/proc/${pid}/environ`).catch(() => Buffer.alloc(0)),
    ]),
  );
  return all.filter(([pid, environ]) => pid === supervisorPid || environ.includes(`LATCHKEY_HOME=${home}`));
}
