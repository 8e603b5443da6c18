import fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { encodeCredential } from "#server/adapters/crypto/sealing/encode-credential.ts";

test("the bytes are the JSON that JSON.stringify would write, for any text in a secret", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), fc.integer(), (secret, plain, number) => {
      const wellFormed = Buffer.from(secret, "utf8");
      const fields = { plain, number, secret: Secret.fromBytes(wellFormed) };
      const bytes = encodeCredential(fields, { fields: [] });
      const expected = { fields: { plain, number, secret: wellFormed.toString("utf8") }, layout: { fields: [] } };
      expect(JSON.parse(bytes.toString("utf8"))).toEqual(JSON.parse(Buffer.from(JSON.stringify(expected)).toString()));
    }),
    { numRuns: 500 },
  );
});

test("the buffer is its own memory, so that one fill wipes it", () => {
  const bytes = encodeCredential({ password: Secret.fromText("x") }, { fields: [] });
  expect(bytes.buffer.byteLength).toBe(bytes.length);
});

test("refuses a secret that is not UTF-8", () => {
  const secret = Secret.fromBytes(Buffer.from([0xff, 0x00]));
  expect(() => encodeCredential({ secret }, { fields: [] })).toThrow("not UTF-8");
});
