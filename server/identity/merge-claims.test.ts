import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeClaims } from "#server/identity/merge-claims.ts";
import type { PrincipalClaims } from "#server/identity/principal-claims.ts";
import type { KnownPrincipal } from "#server/identity/principal-row.ts";

const at = (second: number) => new Date(second * 1000);

function known(second: number, groups: readonly string[]): KnownPrincipal {
  const row = { id: "prn_1", kind: "user", issuer: "i", subject: "s", email: "a@b.test", name: "A", disabledAt: null };
  return { ...row, groups, claimsAt: at(second) };
}

function stated(second: number, groups: readonly string[] | null): PrincipalClaims {
  const claims = {
    issuer: "i",
    subject: "s",
    kind: "user",
    email: null,
    name: null,
    authTime: null,
    acr: null,
  } as const;
  return { ...claims, groups, statedAt: at(second) };
}

test("an older token sets nothing back", () => {
  expect(mergeClaims(known(100, []), stated(99, ["platform"]), "bearer")).toBeNull();
  expect(mergeClaims(known(100, []), stated(99, ["platform"]), "sign_in")).toBeNull();
});

test("within the same second a sign-in wins and a bearer does not", () => {
  expect(mergeClaims(known(100, ["a"]), stated(100, ["b"]), "bearer")).toBeNull();
  expect(mergeClaims(known(100, ["a"]), stated(100, ["b"]), "sign_in")).toMatchObject({ groups: ["b"] });
});

test("names the groups that came and went", () => {
  expect(mergeClaims(known(1, ["a", "b"]), stated(2, ["b", "c"]), "bearer")).toMatchObject({
    groups: ["b", "c"],
    groupsAdded: ["c"],
    groupsRemoved: ["a"],
    claimsAt: at(2),
  });
});

test("a sign-in without groups leaves none, a bearer without groups leaves them", () => {
  expect(mergeClaims(known(1, ["a"]), stated(2, null), "sign_in")).toMatchObject({ groups: [] });
  expect(mergeClaims(known(1, ["a"]), stated(2, null), "bearer")).toMatchObject({ groups: ["a"], groupsRemoved: [] });
});

test("keeps name and e-mail that a token does not state", () => {
  expect(mergeClaims(known(1, []), stated(2, []), "bearer")).toMatchObject({ email: "a@b.test", name: "A" });
});

test("ends with the newest statement, in whatever order tokens arrive", () => {
  const statements = fc.uniqueArray(fc.record({ second: fc.nat(50), groups: fc.subarray(["a", "b", "c"]) }), {
    selector: ({ second }) => second,
    minLength: 1,
  });
  fc.assert(
    fc.property(statements, (tokens) => {
      const end = tokens.reduce(
        (row, { second, groups }) => {
          const change = mergeClaims(row, stated(second, groups), "bearer");
          return change === null ? row : { ...row, groups: change.groups, claimsAt: change.claimsAt };
        },
        known(-1, []),
      );
      const newest = tokens.toSorted((one, other) => other.second - one.second)[0];
      expect(end.groups).toEqual(newest?.groups);
    }),
  );
});
