import { describe, expect, test } from "vitest";
import type { PlatformRole } from "#domain/access/actor.ts";
import { sessionIdleMinutes } from "#domain/access/session-idle-minutes.ts";
import type { PackAttachment } from "#domain/catalog/pack.ts";
import { samplePack } from "#tests/factories/sample-pack.ts";

const packs = new Map(
  [
    samplePack([], { id: "none" }),
    samplePack([], { id: "a", sessionIdleMinutes: 15 }),
    samplePack([], { id: "b", sessionIdleMinutes: 5 }),
  ].map((pack) => [pack.id, pack]),
);
const attached = (pack: string, where: Partial<PackAttachment>): PackAttachment => ({
  pack,
  teams: [],
  templates: [],
  environments: [],
  ...where,
});
const actor = (teams: readonly string[], platformRoles: readonly PlatformRole[] = []) => ({
  memberships: teams.map((team) => ({ team, lead: false })),
  platformRoles,
});

describe("sessionIdleMinutes", () => {
  test.each([
    ["nothing is attached", [], actor(["payments"]), null],
    ["the pack says nothing of it", [attached("none", { teams: ["payments"] })], actor(["payments"]), null],
    ["the pack is on another team", [attached("a", { teams: ["search"] })], actor(["payments"]), null],
    ["the pack is on their team", [attached("a", { teams: ["payments"] })], actor(["payments"]), 15],
    ["they have a role over every team", [attached("a", { teams: ["search"] })], actor([], ["auditor"]), 15],
    ["the pack is on an environment", [attached("a", { environments: ["production"] })], actor([]), 15],
    ["the pack is on a template", [attached("a", { templates: ["postgres-small"] })], actor([]), 15],
    ["the pack is attached to nothing", [attached("a", {})], actor(["payments"], ["admin"]), null],
    [
      "two packs hold: the fewer",
      [attached("a", { teams: ["payments"] }), attached("b", { environments: ["dev"] })],
      actor(["payments"]),
      5,
    ],
  ] as const)("where %s", (_where, attachments, who, minutes) => {
    expect(sessionIdleMinutes({ packs, attachments }, who)).toBe(minutes);
  });
});
