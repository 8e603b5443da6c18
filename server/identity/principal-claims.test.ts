import { expect, test } from "vitest";
import { believedEmail, principalClaims } from "#server/identity/principal-claims.ts";

const now = new Date("2026-11-23T12:00:00Z");
const good = { iss: "https://issuer.test", sub: "u1", iat: now.getTime() / 1000 - 10 };
const read = (payload: Record<string, unknown>, groupsClaim = "groups") =>
  principalClaims(payload, { groupsClaim, now });

test("reads who, when and how strongly", () => {
  const payload = {
    ...good,
    email: "Dana@Example.test",
    name: "Dana",
    groups: ["a", "b", "a"],
    auth_time: good.iat,
    acr: "2",
  };
  expect(read(payload)).toEqual({
    issuer: "https://issuer.test",
    subject: "u1",
    kind: "user",
    email: "dana@example.test",
    name: "Dana",
    groups: ["a", "b"],
    statedAt: new Date(good.iat * 1000),
    authTime: new Date(good.iat * 1000),
    acr: "2",
  });
});

test("keeps apart what a token does not say from what it says is empty", () => {
  expect(read(good)).toMatchObject({ groups: null, email: null, name: null, authTime: null, acr: null });
  expect(read({ ...good, groups: [] }).groups).toEqual([]);
});

test("takes groups from the configured claim only, one or many", () => {
  const payload = { ...good, groups: ["wrong"], "https://example.test/roles": "platform" };
  expect(read(payload, "https://example.test/roles").groups).toEqual(["platform"]);
});

test("does not let a token of the future outdate what is stated later", () => {
  expect(read({ ...good, iat: now.getTime() / 1000 + 50 }).statedAt).toEqual(now);
});

test("tells a client that speaks for itself from a person", () => {
  expect(read({ ...good, client_id: "u1" }).kind).toBe("service_account");
  expect(read({ ...good, client_id: "latchkey-cli" }).kind).toBe("user");
});

test.for([
  { ...good, sub: undefined },
  { ...good, sub: "" },
  { ...good, sub: 1 },
  { ...good, sub: "x".repeat(256) },
  { ...good, iat: "now" },
  { ...good, auth_time: "now" },
  { ...good, groups: { admin: true } },
  { ...good, groups: ["a", { b: 1 }] },
  { ...good, groups: Array.from({ length: 2_001 }, (_, index) => `g${index}`) },
])("refuses claims that have not their form: %j", (payload) => {
  expect(() => read(payload)).toThrow(expect.objectContaining({ code: "unauthenticated" }));
});

test.for([
  ["dana＠latchkey.test", "a full-width at sign"],
  ["dаna@latchkey.test", "a Cyrillic letter"],
  ["dana@latchkey.test\u200b", "an invisible character"],
  ["dana@lаtchkey.test", "a Cyrillic letter in the domain"],
  ["dana@evil.test@latchkey.test", "two at signs"],
  ['"dana@latchkey.test"@evil.test', "a quoted local part"],
  ["dana@latchkey.test\n", "a line break"],
  ["dana", "no domain"],
  [42, "no text"],
] as const)("does not believe the e-mail address %j: %s", ([email]) => {
  expect(believedEmail({ email })).toBeNull();
});

test("does not believe an e-mail address that the issuer calls unverified", () => {
  expect(believedEmail({ email: "dana@latchkey.test", email_verified: false })).toBeNull();
  expect(believedEmail({ email: "dana@latchkey.test", email_verified: "false" })).toBeNull();
  expect(believedEmail({ email: "dana@latchkey.test", email_verified: true })).toBe("dana@latchkey.test");
});

test("takes characters out of a name that would make it read as another", () => {
  expect(read({ ...good, name: "Dana\u202e anaD\n\u200b" }).name).toBe("Dana anaD");
  expect(read({ ...good, name: "\u200b \n" }).name).toBeNull();
});
