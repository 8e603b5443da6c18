import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { submitBody } from "#bench/follow-until-ready.ts";
import { makeInstallation, startInstance, type Instance } from "#bench/instance.ts";
import { findProcesses } from "#bench/measure-memory.ts";
import { makeRawDatabase } from "#bench/raw-postgres.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openContext } from "#server/context.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { readSettings } from "#server/settings.ts";
import { openSealer } from "#workers/open-sealer.ts";

const slotCounts = [1, 2, 4, 8];

/** Databases per second with so many slots, against as many raw scripts side by side. `BENCH_DATABASES` shrinks each turn. */
export async function provisioningRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_DATABASES ?? 64);
  const { env, remove } = await makeInstallation();
  try {
    await using instance = await startInstance(env);
    const adminUrl = (await readFile(join(instance.home, "secrets/target-admin-url"), "utf8")).trim();
    await using place = await openSlots(instance);
    await place.provision(count / 4, 4);
    await makeRaw(adminUrl, count / 4, 4);
    const rows: string[][] = [];
    for (const slots of slotCounts) {
      const [ours, raw] = [await place.provision(count, slots), await makeRaw(adminUrl, count, slots)];
      rows.push([
        `databases per second, ${slots} slot${slots === 1 ? "" : "s"} (yardstick: raw scripts side by side)`,
        ours.toFixed(1),
        raw.toFixed(1),
        `${((100 * ours) / raw).toFixed(0)} %`,
        "",
      ]);
    }
    return rows;
  } finally {
    await remove();
  }
}

interface Slots extends AsyncDisposable {
  /** Files so many requests, then builds them in so many slots; gives how many were ready per second. */
  provision(count: number, slots: number): Promise<number>;
}

/** Does in this process what the worker does with a run; the installation's own worker is stopped meanwhile. */
async function openSlots(instance: Instance): Promise<Slots> {
  const order = { email: "dana@latchkey.test", scopes: ["all"], ttlSeconds: 3600 };
  const worker = (await readFile(join(instance.home, "secrets/db-worker"), "utf8")).trim();
  const settings = readSettings({ ...instance.env, NODE_ENV: "production", DATABASE_URL_WORKER: worker });
  const token = await createLocalToken(settings, order);
  const ctx = await openContext("worker", settings);
  const services: RunServices = {
    ctx,
    ...(await openSealer(settings)),
    findDevice: () => Promise.resolve(null),
    resourceType: (id) => resourceTypes.find((type) => type.id === id),
    drain: new AbortController().signal,
  };
  const stopped = (await findProcesses(instance)).get("worker") ?? [];
  for (const pid of stopped) process.kill(pid, "SIGSTOP");
  return {
    async provision(count, slots) {
      const ids = await file(instance, token, count);
      const startedAt = performance.now();
      await side(slots, ids, async (id) => {
        const runId = await startProvisionRun(services, id);
        await executeRun(services, runId ?? "");
      });
      const seconds = (performance.now() - startedAt) / 1000;
      const [row] = await ctx.db.query<{ n: number }>(
        sql`SELECT count(*)::int AS n FROM requests WHERE id = ANY(${ids}) AND state = 'fulfilled'`,
      );
      if (row?.n !== count) throw new Error(`${row?.n} of ${count} databases are ready.`);
      return count / seconds;
    },
    async [Symbol.asyncDispose]() {
      for (const pid of stopped) process.kill(pid, "SIGCONT");
      await ctx.db.close();
    },
  };
}

async function file(instance: Instance, token: string, count: number): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ids: string[] = [];
  for (let done = 0; done < count; done++) {
    const body = submitBody("dev");
    const response = await fetch(`${instance.url}/api/v1/requests`, { method: "POST", headers, body });
    const { id, state } = (await response.json()) as { id: string; state?: string };
    if (state !== "approved") throw new Error(`A request is ${state ?? response.status}.`);
    ids.push(id);
  }
  return ids;
}

async function makeRaw(adminUrl: string, count: number, slots: number): Promise<number> {
  const admins = await Promise.all(
    Array.from({ length: slots }, async () => {
      const admin = new pg.Client({ connectionString: adminUrl });
      await admin.connect();
      return admin;
    }),
  );
  const startedAt = performance.now();
  await side(slots, Array.from({ length: count }), async (_, slot) => {
    const admin = admins[slot];
    if (admin) await makeRawDatabase(admin, adminUrl);
  });
  const perSecond = count / ((performance.now() - startedAt) / 1000);
  await Promise.all(admins.map((admin) => admin.end()));
  return perSecond;
}

/** Works through the items in so many slots, each of which takes the next one when it is done. */
async function side<T>(slots: number, items: readonly T[], work: (item: T, slot: number) => Promise<void>) {
  const left = items.values();
  const slot = async (_: unknown, number: number) => {
    for (const item of left) await work(item, number);
  };
  await Promise.all(Array.from({ length: slots }).map(slot));
}
