import { expect, test } from "vitest";
import { fieldChanges } from "#components/requests/field-changes.ts";

const earlier = {
  name: "orders",
  team: "payments",
  environment: "dev",
  classification: "internal",
  lifetimeHours: 168,
  purpose: "Orders.",
  parameters: { size: "small", extensions: true },
};

test("names each field that is not as it was, from and to, and no other", () => {
  const now = {
    ...earlier,
    environment: "staging",
    lifetimeHours: 720,
    parameters: { size: "medium", extensions: true },
  };
  expect(fieldChanges(earlier, now).map(({ term, from, to }) => [term, from, to])).toEqual([
    ["Environment", "dev", "staging"],
    ["Lifetime", "7 days", "30 days"],
    ["Size", "small", "medium"],
  ]);
  expect(fieldChanges(earlier, structuredClone(earlier))).toEqual([]);
});

test("a parameter that is new, or gone, is a change too", () => {
  const now = { ...earlier, parameters: { size: "small", locale: "C" } };
  expect(fieldChanges(earlier, now).map(({ term, from, to }) => [term, from, to])).toEqual([
    ["Extensions", "true", "nothing"],
    ["Locale", "nothing", "C"],
  ]);
});
