import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startDurableLedger } from "#bench/durable-ledger.ts";
import { residentMiB } from "#bench/measure-memory.ts";
import { percentile } from "#bench/statistics.ts";
import { buildPage } from "#reveal/page/build-page.ts";
import { createLocalKek } from "#server/adapters/crypto/create-kek.ts";
import { readSettings } from "#server/settings.ts";
import { heapOptions } from "#scripts/embedded/children/heap-options.ts";
import { freePort } from "#scripts/embedded/postgres/free-port.ts";
import { grantPutter } from "#tests/reveal/put-grant.ts";
import { startRevealProcess } from "#tests/reveal/reveal-process.ts";
import { startTestIssuer } from "#tests/reveal/test-issuer.ts";
import { claimsOf, putPeople } from "#tests/reveal/test-people.ts";

const putsAtOnce = 8;
const memorySamples = 5;
const probe = new URL("memory-probe.ts", import.meta.url).href;

/** Memory of the process in MiB. */
export interface RevealMemory {
  /** What the system has given it: the median of five looks within a second. */
  readonly residentMiB: number;
  /** What is alive on its heap behind a collection. */
  readonly heapMiB: number;
}

/** The reveal process as an installation runs it: one of its own, on a durable ledger, with a local key. */
export interface RevealPlace extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** What the process holds now, which costs it a collection. */
  memory(): Promise<RevealMemory>;
  /** The superuser's connection to the ledger. */
  readonly admin: pg.Pool;
  readonly adminUrl: string;
  /** An ID token of a fresh sign-in, as the reveal page gets it. */
  idToken(): Promise<string>;
  /** Puts grants for whom `idToken` names, and gives their ids. */
  putGrants(count: number): Promise<string[]>;
}

/** Starts the process and what it needs. */
export async function openRevealPlace(): Promise<RevealPlace> {
  await using stack = new AsyncDisposableStack();
  const ledger = stack.use(await startDurableLedger());
  const issuer = stack.use(await startTestIssuer());
  const home = await mkdtemp(join(tmpdir(), "latchkey-bench-reveal-"));
  stack.defer(() => rm(home, { recursive: true, force: true }));
  const kekDir = join(home, "kek");
  await createLocalKek(kekDir);
  await buildPage();
  const admin = stack.adopt(new pg.Pool({ connectionString: ledger.admin, max: putsAtOnce }), (pool) => pool.end());
  await putPeople(admin, issuer.url);
  const port = await freePort();
  const settings = readSettings({
    NODE_ENV: "production",
    LATCHKEY_HOME: home,
    REVEAL_PORT: String(port),
    DATABASE_URL_REVEAL: ledger.reveal,
    OIDC_ISSUER: issuer.url,
    REVEAL_OIDC_CLIENT_SECRET: "secret-of-the-reveal-client-in-a-bench",
  });
  const reveal = await startRevealProcess(
    { settings, ledger },
    // As every launcher of the product starts it, and with the probe.
    { port, env: { NODE_OPTIONS: `${heapOptions.reveal} --import=${probe}` } },
  );
  stack.defer(async () => {
    reveal.child.kill("SIGTERM");
    await reveal.exited;
  });
  if (reveal.message !== "ready" || !reveal.child.pid) throw new Error(`reveal did not start:\n${reveal.output()}`);
  const putGrant = grantPutter({ admin, kekDir, vault: null, issuer: issuer.url });
  const started = stack.move();
  return {
    url: reveal.url,
    pid: reveal.child.pid,
    memory: () => readMemory(reveal.child),
    admin,
    adminUrl: ledger.admin,
    idToken: () => issuer.sign({ ...claimsOf("dana", issuer.url), aud: settings.REVEAL_OIDC_CLIENT_ID }),
    putGrants: (count) => putGrants(count, async () => (await putGrant()).id),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** The resident memory first: a collection changes it. */
async function readMemory(child: ChildProcess): Promise<RevealMemory> {
  const resident: number[] = [];
  for (let sample = 0; sample < memorySamples; sample++) {
    resident.push(await residentMiB(child.pid ?? 0));
    await sleep(1000 / memorySamples);
  }
  const answered = once(child, "message") as Promise<[{ heapUsedBytes: number }]>;
  child.send("heap");
  const [{ heapUsedBytes }] = await answered;
  return { residentMiB: percentile(resident, 0.5), heapMiB: heapUsedBytes / 1024 / 1024 };
}

async function putGrants(count: number, put: () => Promise<string>): Promise<string[]> {
  const ids: string[] = [];
  let left = count;
  const putter = async () => {
    while (left-- > 0) ids.push(await put());
  };
  await Promise.all(Array.from({ length: putsAtOnce }, putter));
  return ids;
}
