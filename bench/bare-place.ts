import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { RevealPlace } from "#bench/reveal-place.ts";

/** The yardstick's process, with as many unclaimed rows as it was asked for. */
export interface BarePlace extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly ids: string[];
}

/** Starts the yardstick on a table of its own in the same ledger database. */
export async function openBarePlace({ admin, adminUrl }: RevealPlace, count: number): Promise<BarePlace> {
  await admin.query(`CREATE TABLE bare_grants(id text PRIMARY KEY, state text NOT NULL, ciphertext bytea NOT NULL,
    revealed_at timestamptz)`);
  const { rows } = await admin.query<{ id: string }>(
    `INSERT INTO bare_grants SELECT gen_random_uuid(), 'pending', decode(repeat('00', 400), 'hex')
     FROM generate_series(1, $1::int) RETURNING id`,
    [count],
  );
  const child = fork(fileURLToPath(new URL("bare-claim.ts", import.meta.url)), {
    env: { NODE_ENV: "production", PATH: process.env.PATH, DATABASE_URL: adminUrl },
  });
  const [port] = (await once(child, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    ids: rows.map(({ id }) => id),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}
