import { expect, test } from "vitest";
import { likeLiteral } from "#server/adapters/db/like-literal.ts";

test.each([
  ["orders", "orders"],
  ["100%", String.raw`100\%`],
  ["a_b", String.raw`a\_b`],
  ["\\", String.raw`\\`],
  [String.raw`\%`, String.raw`\\\%`],
])("%j is sought as it is", (text, literal) => {
  expect(likeLiteral(text)).toBe(literal);
});
