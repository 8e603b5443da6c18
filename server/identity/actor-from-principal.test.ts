import { expect, test } from "vitest";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import { personas } from "#server/identity/personas.ts";
import { roleCatalog } from "#tests/identity/role-catalog.ts";

const facts = { channel: "web", scopes: ["all"], authTime: null, acr: null, act: null } as const;

function actorOf(groups: readonly string[], adminGroup?: string, kind = "user") {
  const row = { id: "prn_1", kind, issuer: "i", subject: "s", email: null, name: "S", groups };
  return actorFromPrincipal({ catalog: roleCatalog, settings: { LATCHKEY_ADMIN_GROUP: adminGroup } }, row, facts);
}

test.for([
  ["dana", [{ team: "payments", lead: false }], []],
  ["lee", [{ team: "payments", lead: true }], []],
  ["noor", [{ team: "search", lead: false }], []],
  ["priya", [], ["platform"]],
  ["omar", [], ["platform"]],
  ["sam", [], ["security"]],
  ["ava", [], ["auditor"]],
  ["rae", [], ["admin"]],
] as const)("makes %s a member and gives the roles that the groups name", ([subject, memberships, roles]) => {
  const persona = personas.find((one) => one.subject === subject);
  expect(actorOf(persona?.groups ?? [])).toMatchObject({ memberships, platformRoles: roles });
});

test("counts a lead as a member, also without the member group", () => {
  expect(actorOf(["team-payments-leads"]).memberships).toEqual([{ team: "payments", lead: true }]);
});

test("gives nothing for groups that only resemble one", () => {
  expect(actorOf(["Platform", "platform ", "team-payments-leads-x", "payments", "admin", ""])).toMatchObject({
    memberships: [],
    platformRoles: [],
  });
});

test("makes administrators of LATCHKEY_ADMIN_GROUP, and of nobody while it is unset", () => {
  expect(actorOf(["it-ops"], "it-ops").platformRoles).toEqual(["admin"]);
  expect(actorOf(["it-ops"]).platformRoles).toEqual([]);
});

test("takes every kind but a person for a service account", () => {
  expect(actorOf([], undefined, "service_account").kind).toBe("service_account");
  expect(actorOf([], undefined, "robot").kind).toBe("service_account");
});
