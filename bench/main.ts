// `npm run bench`: one table, all of it measured in one run on this machine; `npm run bench claims` runs one part alone.
import { answerTimeRows } from "#bench/answer-time-rows.ts";
import { backendRows } from "#bench/backend-rows.ts";
import { claimRows } from "#bench/claim-rows.ts";
import { guardrailRows } from "#bench/guardrail-rows.ts";
import { hostileRows } from "#bench/hostile-rows.ts";
import { installationRows } from "#bench/installation-rows.ts";
import { leaseRows } from "#bench/lease-rows.ts";
import { listRows } from "#bench/list-rows.ts";
import { queueRows } from "#bench/queue-rows.ts";
import { replayRows } from "#bench/replay-rows.ts";
import { memoryRows } from "#bench/memory-rows.ts";
import { provisioningRows } from "#bench/provisioning-rows.ts";
import { printTable } from "#bench/statistics.ts";

const parts = new Map([
  ["installation", installationRows],
  ["backends", backendRows],
  ["provisioning", provisioningRows],
  ["memory", memoryRows],
  ["claims", claimRows],
  ["replay", replayRows],
  ["guardrails", guardrailRows],
  ["lists", listRows],
  ["queue", queueRows],
  ["leases", leaseRows],
  ["answer-times", answerTimeRows],
  ["hostile", hostileRows],
]);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.has(name));
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}: ${[...parts.keys()].join(", ")}.`);

const rows = [["figure", "ours", "yardstick", "ratio", "goal"]];
for (const [name, measure] of parts) {
  if (asked.length === 0 || asked.includes(name)) rows.push(...(await measure()));
}
printTable(rows);
