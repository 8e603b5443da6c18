import { expect, test } from "vitest";
import { longestClaimWindowHours } from "#domain/catalog/longest-claim-window.ts";

const holding = (...hours: number[]) =>
  new Map(hours.map((claimWindowHours) => [String(claimWindowHours), { claimWindowHours }]));
const windowOf = (templates: Map<string, object>, environments: Map<string, object>) =>
  longestClaimWindowHours({ templates, environments } as unknown as Parameters<typeof longestClaimWindowHours>[0]);

test("no grant of the catalog can be claimed for longer", () => {
  expect(windowOf(holding(24, 72), holding(48, 168))).toBe(72);
  expect(windowOf(holding(720), holding(48))).toBe(48);
});

test("an empty catalog promises nothing: the longest there can be", () => {
  expect(windowOf(holding(), holding())).toBe(720);
});
