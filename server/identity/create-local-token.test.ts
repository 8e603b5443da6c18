import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createJwks } from "#scripts/embedded/idp/create-jwks.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "latchkey-token-"));
  await createJwks(join(home, "idp/jwks.json"));
});
afterAll(() => rm(home, { recursive: true }));

const settings = () => ({
  LATCHKEY_HOME: home,
  IDP_PORT: 3002,
  LATCHKEY_PUBLIC_URL: "http://127.0.0.1:3000",
  LATCHKEY_REVEAL_URL: "http://127.0.0.1:3001",
  OIDC_ISSUER: undefined,
});
const order = { email: "dana@latchkey.test", scopes: ["requests:write", "grants:reveal"], ttlSeconds: 3600 };

test("states what the issuer would right after a sign-in, for both origins, and who made it", async () => {
  const token = await createLocalToken(settings(), order, new Date("2026-11-23T12:00:00Z"));
  const issuedAt = Date.parse("2026-11-23T12:00:00Z") / 1000;
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: "RS256", typ: "at+jwt" });
  expect(decodeJwt(token)).toEqual({
    iss: "http://127.0.0.1:3002",
    sub: "dana",
    aud: ["http://127.0.0.1:3000", "http://127.0.0.1:3001"],
    client_id: "latchkey-cli",
    scope: "requests:write grants:reveal",
    iat: issuedAt,
    exp: issuedAt + 3600,
    auth_time: issuedAt,
    acr: "urn:latchkey:acr:demo-persona",
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    act: { sub: "local-operator" },
    email: "dana@latchkey.test",
    email_verified: true,
    name: "Dana Okafor",
    groups: ["team-payments", "us-persons"],
  });
});

test("keeps the signing key from everybody but its owner, and never replaces it", async () => {
  const path = join(home, "idp/jwks.json");
  expect((await stat(path)).mode & 0o777).toBe(0o400);
  await expect(createJwks(path)).rejects.toMatchObject({ code: "EEXIST" });
});

test.for([
  [{ ttlSeconds: 3601 }, "invalid_input"],
  [{ ttlSeconds: 0 }, "invalid_input"],
  [{ ttlSeconds: 1.5 }, "invalid_input"],
  [{ scopes: [] }, "invalid_input"],
  [{ scopes: ["requests:*"] }, "invalid_input"],
  [{ scopes: ["requests:read grants:reveal"] }, "invalid_input"],
  [{ email: "mallory@latchkey.test" }, "unknown_reference"],
] as const)("refuses %j", async ([change, code]) => {
  await expect(createLocalToken(settings(), { ...order, ...change })).rejects.toMatchObject({ code });
});

test("signs nothing under another issuer, beyond loopback, or without the key", async () => {
  for (const change of [
    { OIDC_ISSUER: "https://issuer.example" },
    { LATCHKEY_PUBLIC_URL: "https://latchkey.example" },
    { LATCHKEY_HOME: join(home, "elsewhere") },
  ]) {
    await expect(createLocalToken({ ...settings(), ...change }, order)).rejects.toMatchObject({
      code: "settings_invalid",
    });
  }
});
