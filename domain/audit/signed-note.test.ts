import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isSignedBy,
  noteKeyId,
  parseNote,
  parseVerifier,
  writeNote,
  writeVerifier,
} from "#domain/audit/signed-note.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
const keyName = "latchkey.example/audit";
const text = "latchkey.example/audit\n1\nqrvM\n";
const signed = { text, keyName, keyId: noteKeyId(keyName, raw), signature: sign(null, Buffer.from(text), privateKey) };
const verifier = parseVerifier(writeVerifier(keyName, raw));

test("reads a key that is in public use", () => {
  const known = parseVerifier("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
  expect(known).toMatchObject({ name: "sum.golang.org", keyId: "033de0ae" });
});

test("writes what it reads, and verifies it", () => {
  const note = writeNote(signed);
  expect(note).toMatch(/^latchkey\.example\/audit\n1\nqrvM\n\n— latchkey\.example\/audit \S{92}\n$/);
  const read = parseNote(note);
  expect(read && writeNote(read)).toBe(note);
  expect(read && verifier && isSignedBy(read, [verifier])).toBe(true);
  expect(read && isSignedBy(read, [])).toBe(false);
});

test("refuses every other byte, in 1,000 places", () => {
  const note = Buffer.from(writeNote(signed));
  fc.assert(
    fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(note);
      changed[at] = (changed[at] ?? 0) ^ change;
      const read = parseNote(changed.toString());
      const accepted = read !== null && verifier !== null && isSignedBy(read, [verifier]);
      // Another spelling of the same bytes, such as a surplus bit of base64, changes nothing that was said.
      expect(accepted && read.text !== text).toBe(false);
      if (accepted) expect(writeNote(read)).toBe(note.toString());
    }),
    { numRuns: 1000 },
  );
});

test.for([
  "",
  "a+b",
  "name+00000000+AAAA",
  `na me+${noteKeyId("na me", raw)}+AQ==`,
  writeVerifier("other", raw).replace("other", "x"),
])("takes no key from %j", (line) => expect(parseVerifier(line)).toBeNull());
