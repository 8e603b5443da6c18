import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { createSignIn } from "#reveal/sign-in.ts";
import { verifyIdToken } from "#reveal/verify-id-token.ts";
import { startDemoIssuer, type DemoIssuer } from "#tests/identity/demo-issuer.ts";
import { TestBrowser } from "#tests/identity/test-browser.ts";

let issuer: DemoIssuer;
beforeAll(async () => {
  issuer = await startDemoIssuer();
});
afterAll(() => issuer.stop());

const random = () => randomBytes(32).toString("base64url");

/** Goes to the embedded issuer as the page does, picks dana, and gives what comes back to the callback. */
async function bringCode(browser: TestBrowser, options: { prompt?: string } = {}) {
  const { settings } = issuer;
  const { authorizationEndpoint, clientId, redirectUri, scope } = await createSignIn(
    settings,
    oidcIssuer(settings),
  ).target();
  const [nonce, codeVerifier, state] = [random(), random(), random()];
  const url = new URL(authorizationEndpoint);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
    ...options,
  }).toString();
  let at = await browser.follow(url.href, await browser.visit(url.href));
  if (at.url.includes("/interaction/")) {
    at = await browser.follow(at.url, await browser.visit(at.url, { form: { persona: "dana" } }));
  }
  const back = new URL(at.url).searchParams;
  expect(back.get("state")).toBe(state);
  return {
    nonce,
    codeVerifier,
    code: back.get("code") ?? "",
    iss: back.get("iss") ?? undefined,
    error: back.get("error"),
  };
}

const newBrowser = () => new TestBrowser(issuer.settings.LATCHKEY_REVEAL_URL, async () => new Response("page"));

test("a code of the embedded issuer becomes an ID token for the reveal page alone, once", async () => {
  const { settings } = issuer;
  const signIn = createSignIn(settings, oidcIssuer(settings));
  const { error: _, ...exchange } = await bringCode(newBrowser());
  const idToken = await signIn.exchange(exchange);
  const expected = { issuer: oidcIssuer(settings), clientId: settings.REVEAL_OIDC_CLIENT_ID };
  const claims = await verifyIdToken(idToken, expected);
  expect(claims).toMatchObject({ sub: "dana", email: "dana@latchkey.test", groups: ["team-payments", "us-persons"] });
  expect(claims.auth_time).toBeTypeOf("number");
  const forWeb = { ...expected, clientId: settings.OIDC_CLIENT_ID };
  await expect(verifyIdToken(idToken, forWeb)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(signIn.exchange(exchange)).rejects.toMatchObject({ code: "unauthenticated" });
});

test("a silent sign-in finds nobody in a new browser, and finds who signed in before", async () => {
  const browser = newBrowser();
  expect(await bringCode(browser, { prompt: "none" })).toMatchObject({ error: "login_required", code: "" });
  expect((await bringCode(browser)).code).not.toBe("");
  expect((await bringCode(browser, { prompt: "none" })).code).not.toBe("");
});

test.each([
  { wrong: "verifier", change: { codeVerifier: random() } },
  { wrong: "nonce", change: { nonce: random() } },
  { wrong: "code", change: { code: "nonsense" } },
  { wrong: "issuer", change: { iss: "http://127.0.0.1:1" } },
  { wrong: "issuer: none", change: { iss: undefined } },
])("a code with the wrong $wrong brings no token", async ({ change }) => {
  const { settings } = issuer;
  const { error: _, ...exchange } = await bringCode(newBrowser());
  const signIn = createSignIn(settings, oidcIssuer(settings));
  await expect(signIn.exchange({ ...exchange, ...change })).rejects.toMatchObject({ code: "unauthenticated" });
});

test("with the issuer away a sign-in is unavailable, not refused", async () => {
  const away = { ...issuer.settings, IDP_PORT: 9 };
  await expect(createSignIn(away, oidcIssuer(away)).target()).rejects.toMatchObject({ code: "unavailable" });
});
