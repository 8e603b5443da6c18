// `npm run test:faults`: every fault at its full count. Prints the seed, what ran, its counts, and what was not run.
// `npm run test:faults -- late-worker two-workers` runs the files of these names alone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomInt } from "node:crypto";
import { findRedisBinary } from "#tests/harness/redis-server.ts";

const seed = process.env.FAULT_SEED ?? String(randomInt(2 ** 31));
const counts = { FAULT_ROUNDS: process.env.FAULT_ROUNDS ?? "20", FULL_COUNTS: "1" };
const asked = process.argv.slice(2);
const everyPlace = [
  "tests/faults",
  "tests/reveal",
  "reveal",
  "tests/api/schema-fuzz",
  "tests/api/reveal-fuzz",
  "server/http/repeated-calls",
  "server/http/submit-flood",
  "server/http/answer-times",
];

const places = asked.length === 0 ? everyPlace : asked;

process.stdout.write(
  `seed ${seed}, ${counts.FAULT_ROUNDS} kills at each point, both scoreboards at their full counts\n`,
);
const child = spawn("vitest", ["run", "--project=integration", "--silent=false", ...places], {
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, ...counts, FAULT_SEED: seed },
});
const [code] = (await once(child, "exit")) as [number | null];
const unbuilt = "a failover of the ledger (F6), clock jumps (F12, F13), a full disk (F25)";
const skipped =
  findRedisBinary() === null ? ", the loss of the queue's Redis (no redis-server is on this machine)" : "";
if (asked.length === 0) process.stdout.write(`Not run: ${unbuilt}${skipped}.\n`);
process.exitCode = code ?? 1;
