import fc from "fast-check";
import { expect, test } from "vitest";
import { renderTemplate } from "#domain/credentials/render-template.ts";

test("a URL built with the uri filter parses back into its parts, whatever they hold", () => {
  const part = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(
    fc.property(part, part, (user, password) => {
      const url = new URL(renderTemplate("postgresql://{user|uri}:{password|uri}@host:5432/db", { user, password }));
      expect([url.username, url.password].map(decodeURIComponent)).toEqual([user, password]);
      expect([url.host, url.pathname]).toEqual(["host:5432", "/db"]);
    }),
  );
});

test("quotes for a shell and for JSON; doubled braces stand for themselves", () => {
  const values = { plain: "a-b.c", odd: `it's "x" $HOME` };
  expect(renderTemplate("{plain|shell} {odd|shell}", values)).toBe(`a-b.c 'it'\\''s "x" $HOME'`);
  expect(renderTemplate("{{ {odd|json} }}", values)).toBe(`{ "it's \\"x\\" $HOME" }`);
});

test.each(["{missing}", "{a|nonsense}", "{constructor}", "{a|toString}"])("refuses %s", (template) => {
  expect(() => renderTemplate(template, { a: 1 })).toThrow(RangeError);
});
