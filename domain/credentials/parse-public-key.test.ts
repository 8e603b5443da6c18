import { createECDH } from "node:crypto";
import { expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { parsePublicKey } from "#domain/credentials/parse-public-key.ts";
import { say } from "#tests/contract-suite/say.ts";
import { badPublicKeys, goodPoint, smallPoints } from "#tests/reveal/bad-public-keys.ts";

test("takes points of P-256, the base point, small and random ones, as the bytes they are", async () => {
  const ecdh = createECDH("prime256v1");
  for (const point of [goodPoint, ...smallPoints(), ...Array.from({ length: 100 }, () => ecdh.generateKeys())]) {
    expect(Buffer.from((await parsePublicKey(point.toString("base64url"))).bytes).equals(point)).toBe(true);
  }
});

test("refuses every other length, form, curve, coordinate and text with invalid_key", async () => {
  const keys = badPublicKeys();
  const accepted: string[] = [];
  for (const [what, text] of keys) {
    const outcome = await parsePublicKey(text).catch((error: unknown) => error);
    if (!isAppError(outcome, "invalid_key")) accepted.push(what);
  }
  expect(accepted).toEqual([]);
  say(`bad public keys: ${keys.length} of ${keys.length} refused`);
});
