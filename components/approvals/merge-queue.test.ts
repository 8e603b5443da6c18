import { expect, test } from "vitest";
import { countFresh, mergeQueue, showQueue } from "#components/approvals/merge-queue.ts";
import type { QueueEntry } from "#domain/contracts/queue.ts";

function entry(id: string, name = id): QueueEntry {
  const person = { id: "p", name: "Dana", email: null };
  return {
    id,
    revision: 1,
    digest: "sha256:00",
    template: { id: "t", version: "t@1", title: "T" },
    name,
    about: null,
    team: "payments",
    environment: "production",
    classification: "internal",
    purpose: "Why.",
    lifetimeHours: 24,
    requester: person,
    onBehalfOf: null,
    cost: null,
    risk: { level: "low", reasons: ["nothing"] },
    findings: [],
    askedAt: "2026-01-01T00:00:00.000Z",
    dueAt: null,
    escalated: false,
    kind: null,
  };
}

const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => entry(id)) as [QueueEntry, QueueEntry, QueueEntry, QueueEntry];
const none: ReadonlySet<string> = new Set();

test("what waits no more leaves, and the rest keeps its place whatever the server's order is", () => {
  const shown = mergeQueue(showQueue([a, b, c]), { latest: [c, a], more: false, kept: none });
  expect(shown.order).toEqual(["a", "c"]);
});

test("what is new does not come in between: it is counted", () => {
  const before = showQueue([a, c]);
  const latest = [b, a, c, d];
  expect(mergeQueue(before, { latest, more: false, kept: none }).order).toEqual(["a", "c"]);
  expect([countFresh(before, latest, none), countFresh(before, latest, new Set(["d"]))]).toEqual([2, 1]);
});

test("what is being read stays, as it was", () => {
  const shown = mergeQueue(showQueue([a, b]), { latest: [], more: false, kept: new Set(["b"]) });
  expect([shown.order, shown.entries.get("b")]).toEqual([["b"], b]);
});

test("what lies behind the end of the answer stays while the server has more", () => {
  const shown = showQueue([a, b, c, d]);
  expect(mergeQueue(shown, { latest: [a, b], more: true, kept: none }).order).toEqual(["a", "b", "c", "d"]);
  expect(mergeQueue(shown, { latest: [a, c], more: true, kept: none }).order).toEqual(["a", "c", "d"]);
  expect(mergeQueue(shown, { latest: [a, b], more: false, kept: none }).order).toEqual(["a", "b"]);
});

test("an entry that changed is shown as it is now, and nothing changed is the same page", () => {
  const shown = showQueue([a, b]);
  expect(
    mergeQueue(shown, { latest: [a, entry("b", "renamed")], more: false, kept: none }).entries.get("b")?.name,
  ).toBe("renamed");
  expect(mergeQueue(shown, { latest: [b, a], more: false, kept: none })).toBe(shown);
});
