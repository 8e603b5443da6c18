import { describe, expect, test } from "vitest";
import { canExtend, type ExtendableResource } from "#domain/resources/can-extend.ts";
import { extendedEnd, isWorthIt } from "#domain/resources/extended-end.ts";
import { clockActor } from "#domain/access/clock-actor.ts";
import { resourceStates } from "#domain/contracts/resource.ts";

const held: ExtendableResource = {
  state: "active",
  team: "payments",
  owner: { id: "dana" },
  isOver: false,
  isAsked: false,
};
const dana = { ...clockActor, principalId: "dana" };
const member = { ...clockActor, memberships: [{ team: "payments", lead: false }] };
const platform = { ...clockActor, platformRoles: ["platform"] as const };
const stranger = { ...clockActor, memberships: [{ team: "search", lead: true }] };

describe("who may ask for a later end", () => {
  test.each([
    ["its owner", dana, true],
    ["a member of its team", member, true],
    ["the platform team", platform, true],
    ["somebody of another team", stranger, false],
    ["the clock", clockActor, false],
  ])("%s", (_, actor, may) => {
    expect(canExtend(actor, held).allowed).toBe(may);
  });

  test.each(resourceStates)("of one that is %s: only while it is in use", (state) => {
    expect(canExtend(dana, { ...held, state }).allowed).toBe(state === "active");
  });

  test("not while another waits, and what has expired is restored instead", () => {
    expect(canExtend(dana, { ...held, isAsked: true })).toMatchObject({ allowed: false });
    expect(canExtend(dana, { ...held, state: "frozen", isOver: true })).toMatchObject({
      reason: expect.stringContaining("restore it"),
    });
  });
});

describe("the end that an extension leads to", () => {
  const now = new Date("2026-11-27T12:00:00Z");
  const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

  test.each([
    ["counts from now", hours(10), 100, hours(100)],
    ["is never earlier than it was", hours(200), 100, hours(200)],
  ])("%s", (_, expiresAt, lifetimeHours, until) => {
    expect(extendedEnd({ now, expiresAt, lifetimeHours })).toEqual(until);
  });

  test.each([
    [hours(99.5), 100, false],
    [hours(98), 100, true],
    [hours(0.5), 1, true],
    [hours(0.9), 1, false],
  ])("from %s by %i hours is worth one: %s", (expiresAt, lifetimeHours, isWorth) => {
    expect(isWorthIt({ now, expiresAt, lifetimeHours })).toBe(isWorth);
  });
});
