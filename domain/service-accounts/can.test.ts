import { expect, test } from "vitest";
import type { Actor, PlatformRole } from "#domain/access/actor.ts";
import {
  canCreateToken,
  canManageServiceAccounts,
  canRevokeServiceAccount,
  canSeeServiceAccounts,
} from "#domain/service-accounts/can.ts";

type Manager = Pick<Actor, "kind" | "memberships" | "platformRoles">;
const person = (memberships: Actor["memberships"], ...roles: PlatformRole[]): Manager => ({
  kind: "user",
  memberships,
  platformRoles: roles,
});
const member = person([{ team: "payments", lead: false }]);
const lead = person([{ team: "payments", lead: true }]);

test.for([
  ["a lead of the team", lead, true, true],
  ["a member", member, true, false],
  ["a lead of another team", person([{ team: "search", lead: true }]), false, false],
  ["the platform team", person([], "platform"), true, true],
  ["an admin", person([], "admin"), true, true],
  ["an auditor", person([], "auditor"), true, false],
  ["security", person([], "security"), true, false],
  ["a stranger", person([]), false, false],
  ["a service account of the team", { ...member, kind: "service_account" as const }, true, false],
  ["a service account in a lead's group", { ...lead, kind: "service_account" as const }, true, false],
  ["the system", { ...person([], "admin"), kind: "system" as const }, true, false],
] as const)("%s: sees and manages", ([, actor, sees, manages]) => {
  expect(canSeeServiceAccounts(actor, "payments")).toBe(sees);
  const answer = canManageServiceAccounts(actor, "payments");
  expect(answer.allowed).toBe(manages);
  if (!answer.allowed) expect(answer.reason).toMatch(/^Only .+\.$/);
});

test("nothing is added to a revoked or a full account, and a revoked one is not revoked again", () => {
  const account = { team: "payments", state: "active" as const, liveTokens: 9 };
  expect(canCreateToken(lead, account).allowed).toBe(true);
  expect(canCreateToken(lead, { ...account, liveTokens: 10 })).toMatchObject({
    reason: expect.stringContaining("10 live tokens"),
  });
  expect(canCreateToken(lead, { ...account, state: "revoked" })).toMatchObject({ allowed: false });
  expect(canRevokeServiceAccount(lead, account).allowed).toBe(true);
  expect(canRevokeServiceAccount(lead, { ...account, state: "revoked" }).allowed).toBe(false);
  expect(canCreateToken(member, account).allowed).toBe(false);
  expect(canRevokeServiceAccount(member, account).allowed).toBe(false);
});
