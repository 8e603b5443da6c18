import { expect, test } from "vitest";
import { parseForm } from "#server/http/parse-form.ts";

test("gives a field by its name, one that comes twice as a list, and one without a value not at all", () => {
  expect(parseForm("a=1&b=x+y%2B&c=&a=2&d")).toEqual({ a: ["1", "2"], b: "x y+" });
});

test("gives nothing of an empty text, and takes no field for what an object has anyway", () => {
  expect(parseForm("")).toEqual({});
  const parsed = parseForm("__proto__=x&constructor=y");
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(Object.keys(parsed)).toEqual(["__proto__", "constructor"]);
});
