import { expect, test } from "vitest";
import { leaseLimits, leaseRuleSchema } from "#domain/leases/lease-limits.ts";

const usual = { maxTtlSeconds: 3600, maxTotalSeconds: 14_400, maxOpen: 20 };
const few = { maxTtlSeconds: 600, maxTotalSeconds: 1200, maxOpen: 100 };
const long = { maxTtlSeconds: 900, maxTotalSeconds: 900, maxOpen: 2 };

test("are the usual ones where nobody says anything", () => {
  expect(leaseLimits({ template: {}, tier: {}, sealing: "standard" })).toEqual(usual);
  expect(leaseLimits({ template: undefined, tier: {}, sealing: "standard" })).toEqual(usual);
});

test("are the tightest of what template and class say", () => {
  expect(leaseLimits({ template: { leases: few }, tier: {}, sealing: "standard" })).toEqual(few);
  expect(leaseLimits({ template: {}, tier: { leases: few }, sealing: "standard" })).toEqual(few);
  const tightest = { maxTtlSeconds: 600, maxTotalSeconds: 900, maxOpen: 2 };
  expect(leaseLimits({ template: { leases: few }, tier: { leases: long }, sealing: "standard" })).toEqual(tightest);
});

test("are none where either says so, of a class that is not known, and of what is sealed strictly by itself", () => {
  expect(leaseLimits({ template: { leases: "off" }, tier: { leases: few }, sealing: "standard" })).toBeNull();
  expect(leaseLimits({ template: { leases: few }, tier: { leases: "off" }, sealing: "standard" })).toBeNull();
  expect(leaseLimits({ template: { leases: few }, tier: undefined, sealing: "standard" })).toBeNull();
  expect(leaseLimits({ template: { leases: few }, tier: {}, sealing: "strict" })).toBeNull();
  expect(leaseLimits({ template: {}, tier: { leases: few }, sealing: "strict" })).toEqual(few);
});

test.for([
  { maxTtlSeconds: 3601 },
  { maxTtlSeconds: 59 },
  { maxTotalSeconds: 86_401 },
  { maxOpen: 0 },
  { more: 1 },
  true,
])("refuses the rule %j", (rule) => {
  expect(leaseRuleSchema.safeParse(rule).success).toBe(false);
});
