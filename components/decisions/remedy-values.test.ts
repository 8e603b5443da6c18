import { expect, test } from "vitest";
import { remedyValues } from "#components/decisions/remedy-values.ts";

test("a bound is applied as it is", () => {
  expect(remedyValues({ path: "/lifetimeHours", op: "<=", value: 168 })).toEqual([168]);
});

test("each of a few allowed values can be applied, in their order", () => {
  expect(remedyValues({ path: "/environment", op: "in", value: ["dev", "staging"] })).toEqual(["dev", "staging"]);
});

test("a pattern offers nothing to press", () => {
  expect(remedyValues({ path: "/name", op: "matches", value: "^[a-z]+$" })).toEqual([]);
});

test("a malformed list offers nothing to press", () => {
  expect(remedyValues({ path: "/environment", op: "in", value: "dev" })).toEqual([]);
});
