import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  hashPresentedToken,
  hashServiceAccountToken,
  isServiceAccountToken,
  newServiceAccountToken,
  serviceAccountTokenHint,
} from "#domain/service-accounts/service-account-token.ts";

const textOf = () => newServiceAccountToken().use((bytes) => bytes.toString("ascii"));

test("makes a recognisable token of 61 characters whose checksum is right, never twice the same", () => {
  const tokens = Array.from({ length: 1000 }, textOf);
  for (const token of tokens) {
    expect(token).toMatch(/^latchkey_sa_[0-9A-Za-z]{49}$/);
    expect(isServiceAccountToken(token)).toBe(true);
  }
  expect(new Set(tokens).size).toBe(1000);
  // Every character of the alphabet turns up, and none much more often than another.
  const counts = Map.groupBy(
    tokens.flatMap((token) => [...token.slice(12, 55)]),
    (character) => character,
  );
  expect(counts.size).toBe(62);
  expect(Math.max(...[...counts.values()].map((found) => found.length))).toBeLessThan(900);
});

test("never prints: a token renders as a label until its bytes are asked for", () => {
  const token = newServiceAccountToken();
  expect([`${token}`, JSON.stringify({ token })]).toEqual(["[secret]", '{"token":"[secret]"}']);
  expect(serviceAccountTokenHint(token)).toMatch(/^latchkey_sa_[0-9A-Za-z]{4}$/);
});

test("hashes what can be a token, and nothing else", () => {
  const made = newServiceAccountToken();
  const token = made.use((bytes) => bytes.toString("ascii"));
  expect(hashPresentedToken(token)).toEqual(createHash("sha256").update(token).digest());
  expect(hashServiceAccountToken(made)).toEqual(hashPresentedToken(token));
  for (const other of ["", "latchkey_sa_", token.slice(0, -1), `${token}0`, ` ${token}`, token.toUpperCase()]) {
    expect(hashPresentedToken(other)).toBeNull();
  }
});

test("knows every single mistyped character by the checksum", () => {
  const token = textOf();
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 60 }), fc.constantFrom(..."0aAzZ9mM"), (place, character) => {
      const typed = token.slice(0, place) + character + token.slice(place + 1);
      expect(isServiceAccountToken(typed)).toBe(typed === token);
    }),
  );
});
