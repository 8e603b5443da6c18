import { expect, test } from "vitest";
import { canReceive } from "#domain/resources/can-receive.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";

const catalog = sampleCatalog();
const grant = { team: "payments", environment: "dev", classification: "internal" };
const payments = { byToken: ["payments"], byLedger: ["payments"] };

test("a member by token and by ledger receives what the environment hands out", () => {
  expect(canReceive(catalog, grant, payments)).toEqual({ allowed: true });
});

test.each([
  ["not a member by the token", grant, { byToken: [], byLedger: ["payments"] }],
  ["not a member by the ledger", grant, { byToken: ["payments"], byLedger: ["search"] }],
  ["an environment that is gone", { ...grant, environment: "gone" }, payments],
  ["a class without a cell", { ...grant, classification: "restricted" }, payments],
  ["a class that nobody knows", { ...grant, classification: "secret" }, payments],
])("refuses %s, with a reason", (_what, what, teams) => {
  const permission = canReceive(catalog, what, teams);
  expect(permission).toEqual({ allowed: false, reason: expect.stringMatching(/any more/) });
});

test("refuses where nothing is revealed any more", () => {
  const dev = catalog.environments.get("dev");
  if (dev === undefined) throw new Error("the sample catalog has no dev");
  const environments = new Map([["dev", { ...dev, deliveries: ["vault"] }]]);
  expect(canReceive({ ...catalog, environments }, grant, payments).allowed).toBe(false);
});
