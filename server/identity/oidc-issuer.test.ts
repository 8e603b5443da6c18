import { expect, test } from "vitest";
import { isEmbeddedIssuer, oidcIssuer } from "#server/identity/oidc-issuer.ts";

const local = { OIDC_ISSUER: undefined, IDP_PORT: 3002, LATCHKEY_PUBLIC_URL: "http://127.0.0.1:3000" };

test("is the embedded issuer while none is configured and the public URL is a loopback one", () => {
  expect(oidcIssuer(local)).toBe("http://127.0.0.1:3002");
  expect(isEmbeddedIssuer(local)).toBe(true);
});

test("is exactly the configured one, to the last slash", () => {
  const OIDC_ISSUER = "https://issuer.example/realms/x/";
  expect(oidcIssuer({ ...local, OIDC_ISSUER })).toBe(OIDC_ISSUER);
  expect(isEmbeddedIssuer({ ...local, OIDC_ISSUER })).toBe(false);
});

test.for([
  { ...local, LATCHKEY_PUBLIC_URL: "https://latchkey.example" },
  { ...local, LATCHKEY_PUBLIC_URL: "http://127.0.0.1.evil.test" },
  { ...local, OIDC_ISSUER: "http://issuer.example" },
  { ...local, OIDC_ISSUER: "http://localhost.evil.test" },
  { ...local, OIDC_ISSUER: "issuer.example" },
])("refuses an issuer that could be impersonated: %j", (settings) => {
  expect(() => oidcIssuer(settings)).toThrow(expect.objectContaining({ code: "settings_invalid" }));
});
