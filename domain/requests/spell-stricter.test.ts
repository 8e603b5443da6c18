import { expect, test } from "vitest";
import { blockedDetail } from "#domain/requests/blocked-detail.ts";
import { spellChanges } from "#domain/requests/spell-changes.ts";
import { spellStricter } from "#domain/requests/spell-stricter.ts";

const person = (name: string) => ({ id: name, name, email: null });
const stricter = {
  rules: [
    { rule: "lifetime.cap", message: "The lifetime is at most 48 h." },
    { rule: "own.r12", message: "Production is asked about." },
  ],
  changes: [{ limit: "Lifetime", from: "at most 720 h", to: "at most 48 h", rules: ["lifetime.cap"] }],
  approvedBy: [person("Priya Raman"), person("Omar Benali")],
};

test("says which rules became stricter in their own words, since whose approval, and what that changes", () => {
  expect(spellStricter(stricter, "sentence")).toBe(
    "The rules became stricter since Priya Raman and Omar Benali approved: lifetime.cap: The lifetime is at most 48 h. " +
      "own.r12: Production is asked about. Lifetime: at most 720 h → at most 48 h.",
  );
  expect(spellStricter({ ...stricter, approvedBy: [], changes: [] }, "sentence")).toMatch(/^.+ since it was decided: /);
  expect(spellStricter(stricter, "rules")).toBe(
    "lifetime.cap: The lifetime is at most 48 h. own.r12: Production is asked about",
  );
});

test("says an offer's changes in one line", () => {
  const request = { lifetimeHours: 720, delivery: "reveal", parameters: { size: "medium", replicas: 3 } };
  const set = (path: string, value: unknown) => ({ path, op: "=" as const, value });
  expect(
    spellChanges(request, [set("/lifetimeHours", 72), set("/parameters/replicas", 1), set("/delivery", "vault")]),
  ).toBe("lifetime 720 h (30 days) → 72 h (3 days), replicas 3 → 1 and delivery reveal → vault");
});

test("says what a block means, whatever the reason is called", () => {
  expect(blockedDetail("tampered")).toMatch(/nothing is built.*Security/);
  for (const reason of ["something_else", "constructor"]) {
    expect(blockedDetail(reason)).toBe(`It is blocked: ${reason.replace("_", " ")}. The platform team has been told.`);
  }
});
