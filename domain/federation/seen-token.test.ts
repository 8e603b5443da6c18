import { expect, test } from "vitest";
import { seenToken } from "#domain/federation/seen-token.ts";
import { workloadIssuerKinds } from "#domain/federation/workload-issuer.ts";

const times = { iat: 1_000, exp: 1_300 };

test.for(workloadIssuerKinds)("a token of %s is known by its own id", (kind) => {
  expect(seenToken(kind, { ...times, jti: "a" }, "h.p.s")?.key).toBe("a");
  for (const jti of ["", 5, ["a"], null, "x".repeat(501)]) {
    expect(seenToken(kind, { ...times, jti }, "h.p.s"), JSON.stringify(jti)).toBeNull();
  }
});

test("without one it is known by what was signed, of an issuer that gives none, and never by its signature", () => {
  for (const kind of ["github", "gitlab"] as const) expect(seenToken(kind, times, "h.p.s")).toBeNull();
  for (const kind of ["kubernetes", "oidc"] as const) {
    const key = seenToken(kind, times, "h.p.s")?.key;
    expect(key).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(seenToken(kind, times, "h.p.another")?.key).toBe(key);
    expect(seenToken(kind, times, "h.q.s")?.key).not.toBe(key);
  }
});

test.for([
  ["its end", { iat: 1_000, exp: 1_300 }, 1_300],
  ["ten minutes after it was issued", { iat: 1_000, exp: 90_000 }, 1_600],
] as const)("it is kept until %s, and for twice the skew more", ([, said, end]) => {
  expect(seenToken("oidc", { ...said, jti: "a" }, "h.p.s")?.until).toEqual(new Date((end + 120) * 1000));
});
