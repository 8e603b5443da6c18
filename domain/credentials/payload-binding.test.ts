import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeBinding, type PayloadBinding, type PayloadKey } from "#domain/credentials/payload-binding.ts";

const encode = (bound: PayloadBinding, by: PayloadKey) => Buffer.from(encodeBinding(bound, by));

const text = fc.string({ maxLength: 8 });
const binding: fc.Arbitrary<PayloadBinding> = fc.record({
  grantId: text,
  resourceId: text,
  generation: fc.integer({ min: 1, max: 12 }),
  recipient: fc.record({ issuer: text, subject: text }),
  expiresAt: fc.date({ min: new Date(0), max: new Date(5), noInvalidDate: true }),
  classification: text,
});

const key = fc.record({ alg: text, keyId: text });

test("two bindings give the same bytes only when they are equal", () => {
  fc.assert(
    fc.property(fc.tuple(binding, key), fc.tuple(binding, key), (a, b) => {
      const equal = JSON.stringify(a) === JSON.stringify(b);
      expect(encode(...a).equals(encode(...b))).toBe(equal);
    }),
    { numRuns: 2000 },
  );
});

test("a part cannot be moved over the border of its neighbour", () => {
  const base = { resourceId: "res", generation: 1, expiresAt: new Date(0), classification: "internal" };
  const one = encode({ ...base, grantId: "gr", recipient: { issuer: "ab", subject: "c" } }, { alg: "a", keyId: "k" });
  const two = encode({ ...base, grantId: "gr", recipient: { issuer: "a", subject: "bc" } }, { alg: "a", keyId: "k" });
  expect(one.equals(two)).toBe(false);
});

test("the algorithm and the key are in the bytes that are authenticated", () => {
  const base = { resourceId: "res", generation: 1, expiresAt: new Date(0), classification: "internal" };
  const bound = { ...base, grantId: "gr", recipient: { issuer: "a", subject: "b" } };
  const encoded = encode(bound, { alg: "ALG", keyId: "KEY" });
  for (const part of ["ALG", "KEY"]) {
    expect(encoded.includes(Buffer.concat([Buffer.from([0, 0, 0, 3]), Buffer.from(part)]))).toBe(true);
  }
  expect(encoded.equals(encode(bound, { alg: "GLA", keyId: "KEY" }))).toBe(false);
});
