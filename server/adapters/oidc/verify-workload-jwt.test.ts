import { generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { beforeAll, expect, test } from "vitest";
import { verifyWorkloadJwt } from "#server/adapters/oidc/verify-workload-jwt.ts";

const now = new Date("2026-11-27T12:00:00Z");
const seconds = now.getTime() / 1000;
const audience = "https://latchkey.example";
const issuer = { name: "ci", issuer: "https://ci.example", algorithms: ["ES256"], kind: "oidc" } as const;
let pair: { privateKey: CryptoKey; publicKey: CryptoKey };

beforeAll(async () => {
  pair = await generateKeyPair("ES256");
});

interface Refused {
  readonly reason: string;
  readonly about: { readonly workload: object | null };
}

const verify = async (claims: object) => (await outcomeOf(claims)).reason;

async function outcomeOf(claims: object, key = pair.privateKey): Promise<Refused> {
  const whole = { iss: issuer.issuer, sub: "job", aud: audience, iat: seconds, exp: seconds + 300, ...claims };
  const token = await new SignJWT(whole).setProtectedHeader({ alg: "ES256", kid: "a" }).sign(key);
  const verifying = verifyWorkloadJwt(token, { issuer, audience, keys: async () => pair.publicKey, now });
  return verifying.then(
    () => ({ reason: "taken", about: { workload: null } }),
    (error: unknown) => error as Refused,
  );
}

test.for([
  ["its time is over", { exp: seconds - 61 }],
  ["it is too old", { iat: seconds - 661 }],
  ["its claim aud is not as it must be", { aud: "https://other.example" }],
  ["it is meant for somebody else as well", { aud: [audience, "https://other.example"] }],
  ["a claim of it is no text that can be kept", { note: "a\0" }],
] as const)("%s: who it was is known, since the signature is right", async ([reason, claims]) => {
  const about = { workload: { issuer: "ci", subject: "job" } };
  expect(await outcomeOf(claims)).toMatchObject({ reason, about });
});

test("nothing is known of who signed it otherwise, whatever it says", async () => {
  const { privateKey } = await generateKeyPair("ES256");
  const refused = { reason: "its signature is not right", about: { workload: null } };
  expect(await outcomeOf({ exp: seconds - 61 }, privateKey)).toMatchObject(refused);
});

test.for([
  ["expired 59 s ago", { exp: seconds - 59 }, "taken"],
  ["expired 61 s ago", { exp: seconds - 61 }, "its time is over"],
  ["valid in 59 s", { nbf: seconds + 59 }, "taken"],
  ["valid in 61 s", { nbf: seconds + 61 }, "its claim nbf is not as it must be"],
  ["issued in 59 s", { iat: seconds + 59 }, "taken"],
  ["issued in 61 s", { iat: seconds + 61 }, "its claim iat is not as it must be"],
  ["issued ten minutes and 59 s ago", { iat: seconds - 659 }, "taken"],
  ["issued ten minutes and 61 s ago", { iat: seconds - 661 }, "it is too old"],
] as const)("%s: a minute of skew counts and no second more", async ([, claims, answer]) => {
  expect(await verify(claims)).toBe(answer);
});

test.for([
  [undefined, "its claim aud is not as it must be"],
  ["https://other.example", "its claim aud is not as it must be"],
  [`${audience}/`, "its claim aud is not as it must be"],
  [`${audience}.evil.example`, "its claim aud is not as it must be"],
  [[], "its claim aud is not as it must be"],
  [[audience], "taken"],
  [[audience, "https://other.example"], "it is meant for somebody else as well"],
  [[audience, audience], "it is meant for somebody else as well"],
] as const)("an audience of %j", async ([aud, answer]) => {
  expect(await verify({ aud })).toBe(answer);
});
