import { expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import { canCreateTrustRule } from "#domain/federation/can-create-trust-rule.ts";
import { rulesPerAccountMax } from "#domain/federation/rule-limits.ts";

type Manager = Pick<Actor, "kind" | "memberships" | "platformRoles">;
const account = { team: "payments", state: "active", liveRules: 0 } as const;
const lead: Manager = { kind: "user", memberships: [{ team: "payments", lead: true }], platformRoles: [] };

test.for([
  ["a lead of the team", lead, true],
  ["the platform team", { ...lead, memberships: [], platformRoles: ["platform"] }, true],
  ["a member", { ...lead, memberships: [{ team: "payments", lead: false }] }, false],
  ["a lead of another team", { ...lead, memberships: [{ team: "search", lead: true }] }, false],
  ["security", { ...lead, memberships: [], platformRoles: ["security"] }, false],
  ["a service account in a lead's group", { ...lead, kind: "service_account" }, false],
] as const)("%s: may make a trust rule", ([, actor, may]) => {
  expect(canCreateTrustRule(actor, account).allowed).toBe(may);
});

test("a revoked account gets none, and a full one no more", () => {
  expect(canCreateTrustRule(lead, { ...account, state: "revoked" })).toMatchObject({
    reason: expect.stringMatching(/revoked/),
  });
  expect(canCreateTrustRule(lead, { ...account, liveRules: rulesPerAccountMax - 1 }).allowed).toBe(true);
  expect(canCreateTrustRule(lead, { ...account, liveRules: rulesPerAccountMax })).toMatchObject({
    reason: expect.stringMatching(/20 live trust rules/),
  });
});
