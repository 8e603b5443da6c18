import fc from "fast-check";
import { expect, test } from "vitest";
import { flatClaims } from "#domain/federation/flat-claims.ts";

const flat = (claims: Record<string, unknown>) => Object.fromEntries(flatClaims(claims));

test("names claims by their path and gives texts, booleans and whole numbers as text", () => {
  const nested = { "kubernetes.io": { namespace: "a", serviceaccount: { uid: "u" } } };
  expect(flat({ sub: "x", ok: true, no: false, n: 7, minus: -1, empty: "", ...nested })).toEqual({
    sub: "x",
    ok: "true",
    no: "false",
    n: "7",
    minus: "-1",
    empty: "",
    "kubernetes.io/namespace": "a",
    "kubernetes.io/serviceaccount/uid": "u",
  });
});

test.for([
  ["a list", { a: ["x"] }],
  ["null", { a: null }],
  ["a fraction", { a: 1.5 }],
  ["a number that is rounded", { a: 2 ** 53 }],
  ["no number", { a: Number.NaN }],
  ["a text with NUL", { a: "x\0" }],
  ["half a surrogate pair", { a: "\ud800" }],
  ["a name with NUL", { "a\0": "x" }],
  ["what lies too deep", { a: { b: { c: { d: { e: "x" } } } } }],
  ["a claim that is said twice", { "a/b": "x", a: { b: "x" } }],
  ["a claim that is said three times", { "a/b/c": "x", "a/b": { c: "x" }, a: { "b/c": "x" } }],
] as const)("leaves out %s", ([, claims]) => {
  expect(flat(claims)).toEqual({});
});

test("takes whatever an issuer says, and at most 200 claims of it", () => {
  expect(flatClaims(Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`c${n}`, "x"]))).size).toBe(200);
  fc.assert(
    fc.property(fc.object({ maxDepth: 6 }), (claims) => {
      for (const [name, value] of flatClaims(claims)) {
        expect(JSON.parse(JSON.stringify([name, value]))).toEqual([name, value]);
      }
    }),
  );
});
