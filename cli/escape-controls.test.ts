import fc from "fast-check";
import { expect, test } from "vitest";
import { escapeControls, escapeLine } from "#cli/escape-controls.ts";

test.for([
  ["\u001b[2J\u001b]0;owned\u0007", String.raw`\u001b[2J\u001b]0;owned\u0007`],
  ["safe\rrm -rf", String.raw`safe\u000drm -rf`],
  ["\u009b31m", String.raw`\u009b31m`],
  ["\u202egnp.exe\u2066", String.raw`\u202egnp.exe\u2066`],
  ["a\u200bb\u2028c\u{e0041}", String.raw`a\u200bb\u2028c\udb40\udc41`],
  ["\ud800", String.raw`\ud800`],
  ["שלום é 日本 🔑\n", "שלום é 日本 🔑\n"],
] as const)("writes %j so that a terminal only shows it", ([text, shown]) => {
  expect(escapeControls(text)).toBe(shown);
});

test("keeps a value on its line", () => {
  expect(escapeLine("one\nlatchkey: approved")).toBe(String.raw`one\nlatchkey: approved`);
});

test("never changes what a JSON document says", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
      const text = JSON.stringify(value, null, 2);
      const shown = escapeControls(text);
      expect(JSON.parse(shown)).toEqual(JSON.parse(text));
      expect(shown).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 500 },
  );
});
