import { expect, test } from "vitest";
import { changedFields } from "#domain/requests/changed-fields.ts";

const earlier = {
  name: "orders",
  environment: "dev",
  lifetimeHours: 168,
  parameters: { size: "small", extensions: true, tags: { a: 1, b: 2 } },
};

test("gives each field that is otherwise, from and to, and no other", () => {
  const now = {
    ...earlier,
    environment: "staging",
    lifetimeHours: 720,
    parameters: { ...earlier.parameters, size: "big" },
  };
  expect(changedFields(earlier, now)).toEqual([
    { path: "/environment", from: "dev", to: "staging" },
    { path: "/lifetimeHours", from: 168, to: 720 },
    { path: "/parameters/size", from: "small", to: "big" },
  ]);
  expect(changedFields(earlier, structuredClone(earlier))).toEqual([]);
});

test("what is new, or gone, is otherwise than nothing; the order of keys is no difference", () => {
  const now = { ...earlier, parameters: { locale: "C", tags: { b: 2, a: 1 }, size: "small" } };
  expect(changedFields(earlier, now)).toEqual([
    { path: "/parameters/extensions", from: true, to: null },
    { path: "/parameters/locale", from: null, to: "C" },
  ]);
});
