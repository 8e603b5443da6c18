import { describe, expect, test } from "vitest";
import type { Actor } from "#domain/access/actor.ts";
import type { GrantState } from "#domain/contracts/grant.ts";
import type { ResourceState } from "#domain/contracts/resource.ts";
import { canRestore, canRotate } from "#domain/resources/can-reissue.ts";

const nobody: Actor = {
  principalId: "prn_1",
  kind: "user",
  issuer: "https://idp",
  subject: "dana",
  email: null,
  name: "Dana",
  groups: [],
  memberships: [],
  platformRoles: [],
  attributes: [],
  scopes: ["all"],
  authTime: null,
  acr: null,
  channel: "web",
  act: null,
  workload: null,
};
const member: Actor = { ...nobody, memberships: [{ team: "payments", lead: false }] };
const bot: Actor = { ...member, kind: "service_account" };
const strangers: readonly Actor[] = [
  nobody,
  { ...nobody, memberships: [{ team: "search", lead: true }] },
  { ...nobody, platformRoles: ["platform", "admin", "security", "auditor"] },
];

function resource(state: ResourceState, grant: GrantState, endedAt: string | null = null) {
  return { state, team: "payments", reissue: null, grants: [{ generation: 1, state: grant, endedAt }] };
}

describe("who may ask for a new credential", () => {
  test("a member and their team's service account, of what is active and was revealed", () => {
    for (const state of ["revealed", "confirmed", "unconfirmed"] as const) {
      expect(canRotate(member, resource("active", state))).toEqual({ allowed: true });
      expect(canRotate(bot, resource("active", state))).toEqual({ allowed: true });
    }
  });

  test("nobody else, whatever their role", () => {
    for (const actor of strangers) {
      expect(canRotate(actor, resource("active", "confirmed")).allowed).toBe(false);
      expect(canRestore(actor, resource("frozen", "expired", "2026-01-01")).allowed).toBe(false);
    }
  });

  test("one at a time, and not before the newest was opened", () => {
    expect(canRotate(member, resource("active", "pending")).allowed).toBe(false);
    expect(canRotate(member, { ...resource("active", "confirmed"), reissue: "rotate" }).allowed).toBe(false);
    expect(canRestore(member, { ...resource("frozen", "expired", "2026-01-01"), reissue: "restore" }).allowed).toBe(
      false,
    );
  });

  test("only a person restores, and only once the old access is proven to have ended", () => {
    expect(canRestore(member, resource("frozen", "expired", "2026-01-01"))).toEqual({ allowed: true });
    expect(canRestore(bot, resource("frozen", "expired", "2026-01-01")).allowed).toBe(false);
    expect(canRestore(member, resource("frozen", "expired")).allowed).toBe(false);
  });

  test.each(["creating", "destroying", "destroyed"] as const)("nothing is reissued while it is %s", (state) => {
    expect(canRotate(member, resource(state, "confirmed")).allowed).toBe(false);
    expect(canRestore(member, resource(state, "confirmed")).allowed).toBe(false);
  });
});
