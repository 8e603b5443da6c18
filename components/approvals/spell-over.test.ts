import { expect, test } from "vitest";
import { spellOver } from "#components/approvals/spell-over.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";

function item(state: QueueItem["request"]["state"], voters: readonly string[] = []): QueueItem {
  const votes = voters.map((name, index) => ({
    by: { id: name, name, email: null },
    verdict: "approve" as const,
    comment: "",
    at: `2026-01-0${index + 1}T00:00:00.000Z`,
  }));
  return { request: { state, approval: { stages: [{ votes }] } } } as unknown as QueueItem;
}

test("what waits is not over, whoever has voted", () => {
  expect([spellOver(undefined, undefined), spellOver(item("pending_approval", ["Omar"]), undefined)]).toEqual([
    null,
    null,
  ]);
});

test.each([
  [item("approved", ["Omar"]), "Already approved by Omar"],
  [item("fulfilled", ["Omar", "Rae"]), "Already approved by Rae"],
  [item("rejected", ["Omar"]), "Already rejected by Omar"],
  [item("withdrawn", ["Omar"]), "Already withdrawn"],
  [item("expired"), "Already expired"],
])("says what became of it, and by whom where somebody decided", (given, words) => {
  expect(spellOver(given, undefined)).toBe(words);
});

test("says of one's own verdict that it was, and of a lost race who was faster, before anything is read again", () => {
  const pending = item("pending_approval");
  expect(spellOver(pending, { state: "done", verdict: "reject", isPending: false })).toBe("You rejected it");
  expect(spellOver(pending, { state: "done", verdict: "approve", isPending: true })).toContain(
    "more approvals are needed",
  );
  expect(spellOver(pending, { state: "taken", by: "Omar", how: "approved" })).toBe("Already approved by Omar");
});
