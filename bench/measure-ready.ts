import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { followUntilReady } from "#bench/follow-until-ready.ts";
import type { Instance } from "#bench/instance.ts";
import { makeRawDatabase } from "#bench/raw-postgres.ts";

/** Milliseconds per round: the raw script, POST sent to `fulfilled` read on the event stream, and commit to that reading. */
export interface ReadyFigures {
  readonly raw: readonly number[];
  readonly ready: readonly number[];
  readonly told: readonly number[];
}

const warmups = 3;

/** Takes turns, so that whatever else the machine does weighs on both alike. */
export async function measureReady(instance: Instance, token: string, rounds: number): Promise<ReadyFigures> {
  const adminUrl = (await readFile(join(instance.home, "secrets/target-admin-url"), "utf8")).trim();
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const figures = { raw: [] as number[], ready: [] as number[], told: [] as number[] };
  try {
    for (let round = -warmups; round < rounds; round++) {
      const raw = await makeRawDatabase(admin, adminUrl);
      const { readyMs, toldMs } = await followUntilReady(instance, token);
      if (round < 0) continue;
      figures.raw.push(raw);
      figures.ready.push(readyMs);
      figures.told.push(toldMs);
    }
  } finally {
    await admin.end();
  }
  return figures;
}
