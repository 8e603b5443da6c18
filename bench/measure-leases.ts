import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { submitBody } from "#bench/follow-until-ready.ts";
import { makeInstallation, startInstance, type Instance } from "#bench/instance.ts";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { readSettings } from "#server/settings.ts";

/** What an installation does with many leases, in seconds. */
export interface LeaseFigures {
  readonly resources: number;
  /** From the first call until every login was made. */
  readonly makingSeconds: number;
  /** From the first that ran out, 83 a second, until the last was proven to have ended. */
  readonly drainSeconds: number;
  /** From its own end to the proof, of each. */
  readonly lateSeconds: readonly number[];
  /** `DROP ROLE` of as many logins, one after the other, by a script. */
  readonly rawSeconds: number;
}

const leasesPerResource = 100;
const callers = 8;
/** What 5,000 that run out in one minute ask for, whatever the count. */
const endsPerSecond = 5000 / 60;
const progressMs = 20_000;

/** Makes `count` leases in an installation of its own, all of which run out at a rate of 5,000 a minute, and waits for the last end. */
export async function measureLeases(count: number): Promise<LeaseFigures> {
  const { env, remove } = await makeInstallation();
  try {
    await allowMany(env.CATALOG_DIR ?? "");
    await using instance = await startInstance(env);
    const ledger = await connect(await secret(instance, "db-worker"));
    const admin = await connect(await secret(instance, "target-admin-url"));
    try {
      const token = await makeToken(instance);
      const resources = await makeResources(instance, token, Math.ceil(count / leasesPerResource));
      const makingSeconds = await timed(async () => {
        await askAll(instance, token, { resources, count });
        await until(ledger, "made", "SELECT count(*)::int AS left FROM leases WHERE state = 'waiting'");
      });
      const drain = await drainAll(ledger, count);
      return { resources: resources.length, makingSeconds, ...drain, rawSeconds: await dropRaw(admin, count) };
    } finally {
      await Promise.all([ledger.end(), admin.end()]);
    }
  } finally {
    await remove();
  }
}

/** A template says how many leases there may be at the same time. */
async function allowMany(catalog: string): Promise<void> {
  const path = join(catalog, "templates/postgres-small.yaml");
  const rule = `\nleases: { maxTtlSeconds: 3600, maxTotalSeconds: 14400, maxOpen: ${leasesPerResource} }\n`;
  await writeFile(path, (await readFile(path, "utf8")) + rule);
}

async function secret({ home }: Instance, name: string): Promise<string> {
  return (await readFile(join(home, "secrets", name), "utf8")).trim();
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

async function makeToken(instance: Instance): Promise<string> {
  const settings = readSettings({ ...instance.env, NODE_ENV: "production" });
  return createLocalToken(settings, { email: "dana@latchkey.test", scopes: ["all"], ttlSeconds: 3600 });
}

async function makeResources(instance: Instance, token: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", prefer: "wait=60" };
    const response = await fetch(`${instance.url}/api/v1/requests`, {
      method: "POST",
      headers,
      body: submitBody("dev"),
    });
    const { resource, state } = (await response.json()) as { resource: { id: string } | null; state?: string };
    if (resource === null || state !== "fulfilled") throw new Error(`A request is ${state ?? response.status}.`);
    ids.push(resource.id);
  }
  return ids;
}

interface Asking {
  readonly resources: readonly string[];
  readonly count: number;
}

async function askAll(instance: Instance, token: string, { resources, count }: Asking): Promise<void> {
  const { publicKey } = await createClaimKey();
  const left = Array.from({ length: count }, (_, index) => resources[index % resources.length] ?? "").values();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ publicKey, ttlSeconds: 3600 });
  const caller = async () => {
    for (const id of left) {
      const response = await fetch(`${instance.url}/api/v1/resources/${id}/leases`, { method: "POST", headers, body });
      if (response.status !== 202) throw new Error(`A lease answered ${response.status}: ${await response.text()}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

async function drainAll(ledger: pg.Client, count: number): Promise<Pick<LeaseFigures, "drainSeconds" | "lateSeconds">> {
  const active = await ledger.query("SELECT FROM leases WHERE state = 'active'");
  if (active.rowCount !== count) throw new Error(`${active.rowCount} of ${count} leases are active.`);
  const drainSeconds = await timed(async () => {
    await ledger.query("UPDATE leases SET expires_at = clock_timestamp() + make_interval(secs => $1 * random())", [
      count / endsPerSecond,
    ]);
    await until(ledger, "ended", "SELECT count(*)::int AS left FROM leases WHERE state <> 'ended'");
  });
  const { rows } = await ledger.query<{ late: number }>(
    "SELECT extract(epoch FROM ended_at - expires_at)::float8 AS late FROM leases",
  );
  return { drainSeconds, lateSeconds: rows.map(({ late }) => late) };
}

/**
 * Waits, and says on stderr how far it is.
 *
 * @param query gives as `left` how many are not done
 */
async function until(ledger: pg.Client, done: string, query: string): Promise<void> {
  const startedAt = performance.now();
  let saidAt = startedAt;
  for (;;) {
    const { rows } = await ledger.query<{ left: number }>(query);
    const left = rows[0]?.left;
    if (left === 0) return;
    if (performance.now() - saidAt >= progressMs) {
      saidAt = performance.now();
      const seconds = (saidAt - startedAt) / 1000;
      process.stderr.write(`leases: ${left} not ${done} yet after ${seconds.toFixed(0)} s\n`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function dropRaw(admin: pg.Client, count: number): Promise<number> {
  const names = Array.from({ length: count }, (_, index) => `raw_lease_${index}`);
  for (const name of names) await admin.query(`CREATE ROLE ${name} NOLOGIN`);
  return timed(async () => {
    for (const name of names) await admin.query(`DROP ROLE ${name}`);
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
