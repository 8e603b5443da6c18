import fc from "fast-check";
import { expect, test } from "vitest";
import { plainOrigin } from "#domain/provisioning/plain-origin.ts";

test("names the address, and what the client calls itself where it does", () => {
  expect(plainOrigin("10.0.0.7", "checkout")).toBe("10.0.0.7 (checkout)");
  expect(plainOrigin("10.0.0.7", "  ")).toBe("10.0.0.7");
});

test("a name cannot break the line, turn its direction or be long, whatever it holds", () => {
  expect(plainOrigin("::1", "a\u202Eb\r\nc\u0000d\u2028e")).toBe("::1 (ab c d e)");
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      const said = plainOrigin("10.0.0.7", name);
      expect([...said].length).toBeLessThanOrEqual(150);
      expect(said).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
