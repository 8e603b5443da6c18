import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { compareContracts } from "#scripts/contract/compare-contracts.ts";
import { contractFile, currentContract } from "#scripts/contract/current-contract.ts";
import type { Json } from "#scripts/contract/read-schema.ts";

test("the contract breaks nobody who keeps to the recorded one, and is recorded as it is", async () => {
  const recorded = JSON.parse(await readFile(contractFile, "utf8")) as Json;
  const { breaking, additive } = compareContracts(recorded, currentContract());
  expect(breaking, "These changes break clients; take them back, or say so by: npm run contract -- --breaking").toEqual(
    [],
  );
  expect(additive, "These changes are not recorded yet: npm run contract").toEqual([]);
});
