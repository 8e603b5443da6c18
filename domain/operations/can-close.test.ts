import { expect, test } from "vitest";
import type { PlatformRole } from "#domain/access/actor.ts";
import {
  canConfirmClosure,
  canProposeClosure,
  type ClosableRun,
  type ClosingActor,
} from "#domain/operations/can-close.ts";

const person = (
  id: string,
  roles: readonly PlatformRole[] = ["platform"],
  change: Partial<ClosingActor> = {},
): ClosingActor => ({
  principalId: id,
  kind: "user",
  email: `${id}@latchkey.test`,
  channel: "web",
  platformRoles: roles,
  ...change,
});
const party = (id: string) => ({ principalId: id, email: `${id}@latchkey.test` });
const run: ClosableRun = {
  blockedReason: "revocation_unverified",
  parties: { requester: party("dana"), onBehalfOf: null, requesterOwners: [] },
  owner: null,
};

test.each([
  ["platform", person("priya"), true],
  ["security", person("sam", ["security"]), true],
  ["an administrator", person("rae", ["admin"]), false],
  ["an auditor", person("ava", ["auditor"]), false],
  ["nobody of the platform", person("noor", []), false],
  ["a bot", person("priya", ["platform"], { kind: "service_account" }), false],
  ["in chat", person("priya", ["platform"], { channel: "chat" }), false],
  ["the requester", person("dana"), false],
  ["another account of the requester", person("dana2", ["platform"], { email: "DANA@latchkey.test" }), false],
  ["who acts for the requester", person("priya", ["platform"], { actsForIds: ["dana"] }), false],
])("%s", (_, actor, may) => {
  expect(canProposeClosure(actor, run).allowed).toBe(may);
  expect(canConfirmClosure(actor, { ...run, proposedBy: party("omar") }).allowed).toBe(may);
});

test("nobody confirms what they proposed, from whatever account", () => {
  const waiting = { ...run, proposedBy: party("priya") };
  expect(canConfirmClosure(person("priya"), waiting).allowed).toBe(false);
  expect(canConfirmClosure(person("p2", ["security"], { email: "priya@latchkey.test" }), waiting).allowed).toBe(false);
});

test("neither is whom it is for, who took it over, or who answers for the bot that asked", () => {
  const parties = { requester: party("bot"), onBehalfOf: party("lee"), requesterOwners: [party("omar")] };
  for (const id of ["lee", "omar", "rae"]) {
    expect(canProposeClosure(person(id), { ...run, parties, owner: party("rae") }).allowed, id).toBe(false);
  }
});

test.each([null, "backend_unavailable", "backend_paused", "not_connected", "tampered"])(
  "%s is not closed by hand",
  (blockedReason) => {
    expect(canProposeClosure(person("priya"), { ...run, blockedReason }).allowed).toBe(false);
  },
);
