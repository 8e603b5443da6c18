// Records the contract of the API in docs/openapi.json and says what changed. With `--breaking` also what breaks clients.
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { compareContracts } from "#scripts/contract/compare-contracts.ts";
import { contractFile, contractText, currentContract } from "#scripts/contract/current-contract.ts";
import type { Json } from "#scripts/contract/read-schema.ts";

const { values } = parseArgs({ options: { breaking: { type: "boolean", default: false } } });
const path = join(resolve(import.meta.dirname, ".."), contractFile);
const fresh = currentContract();
const old = await readFile(path, "utf8").catch(() => null);
const { breaking, additive } = old === null ? nothing() : compareContracts(JSON.parse(old) as Json, fresh);

for (const sentence of additive) console.log(`+ ${sentence}`);
for (const sentence of breaking) console.error(`! ${sentence}`);
if (breaking.length > 0 && !values.breaking) {
  console.error(
    `\nNot recorded: ${breaking.length} changes break clients. Take them back, or record them on purpose: npm run contract -- --breaking`,
  );
  process.exitCode = 1;
} else {
  await writeFile(path, contractText(fresh));
  console.log(`${contractFile} holds the contract as it is now.`);
}

function nothing() {
  return { breaking: [], additive: ["The contract is recorded for the first time."] };
}
