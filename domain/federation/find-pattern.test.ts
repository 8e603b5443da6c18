import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPattern } from "#domain/federation/find-pattern.ts";
import { claimValueCharactersMax } from "#domain/federation/rule-limits.ts";

/** What reads like an expression, said in the plainest way; it takes time out of all proportion to the length. */
const plainly = /[[\]^$\\]|\.\+|\([^)]*\|[^)]*\)|\{\d*,?\d*\}|^\/.*\/[a-z]*$/;
const hostile = ["(|", "(", "|", "{", "{1", "1", "/", "/a", "(a|b", "a|", "((|", "{,", "//", ")(|", "\u0301"];
const readsLikeOne = "This reads like a regular expression. Write the exact value, and one rule for each.";

describe("a value of a claim", () => {
  test("reads like an expression exactly where the plain form says so", () => {
    const marks = fc.constantFrom("(", ")", "|", "{", "}", ",", "1", "23", "/", "a", "i", ".", "+", "-", "a");
    fc.assert(
      fc.property(fc.array(marks, { minLength: 1, maxLength: 10 }), (parts) => {
        const value = parts.join("");
        expect([value, findPattern(value) === readsLikeOne]).toEqual([value, plainly.test(value)]);
      }),
      { numRuns: 2_000 },
    );
  });

  test.for(hostile)("is refused by its length before anything looks at it: 64 KB of %o", (part) => {
    const value = part.repeat(65_536 / part.length);
    expect(findPattern(value)).toMatch(/more than 500 characters/);
    const longest = part.repeat(claimValueCharactersMax).slice(0, claimValueCharactersMax);
    expect(findPattern(longest) ?? "").not.toMatch(/more than 500/);
  });

  test("is refused by its length whatever else is wrong with it", () => {
    for (const wrong of ["*", "%", "\\", " ", "\0", "(a|b)", "{1,2}"]) {
      expect(findPattern(wrong.padEnd(claimValueCharactersMax + 1, "a"))).toMatch(/more than 500 characters/);
      expect(findPattern(wrong.padEnd(claimValueCharactersMax, "a"))).toMatch(/^(?!It has more than).+/);
    }
    expect(findPattern("a".repeat(claimValueCharactersMax))).toBeNull();
  });
});
