import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { startDemoIssuer, type DemoIssuer } from "#tests/identity/demo-issuer.ts";
import { TestBrowser } from "#tests/identity/test-browser.ts";

let issuer: DemoIssuer;
let base: string;

beforeAll(async () => {
  issuer = await startDemoIssuer();
  base = `http://127.0.0.1:${issuer.settings.IDP_PORT}`;
});

afterAll(() => issuer?.stop());

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
const cliRedirect = "http://127.0.0.1:54321/callback";

/** A browser whose client's origin answers nothing: the test reads the code from the address. */
function newBrowser(): TestBrowser {
  return new TestBrowser("http://client.invalid", async () => new Response());
}

function authorizeUrl(extra: Record<string, string> = {}, resources: readonly string[] = []): string {
  const params = new URLSearchParams({
    client_id: "latchkey-cli",
    redirect_uri: cliRedirect,
    response_type: "code",
    scope: "openid email profile groups",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...extra,
  });
  for (const resource of resources) params.append("resource", resource);
  return `${base}/auth?${params.toString()}`;
}

/** Follows redirects until the issuer shows a page (gives its address) or leads to the client (gives the callback). */
async function go(browser: TestBrowser, url: string): Promise<string> {
  const location = (await browser.visit(url)).headers.get("location");
  if (location === null) return url;
  const next = new URL(location, url).href;
  return next.startsWith(base) ? go(browser, next) : next;
}

async function choose(browser: TestBrowser, page: string, persona: string): Promise<string> {
  const chosen = await browser.visit(page, { form: { persona } });
  return go(browser, new URL(chosen.headers.get("location") ?? "", page).href);
}

async function exchange(body: Record<string, string>) {
  const response = await fetch(`${base}/token`, {
    method: "POST",
    body: new URLSearchParams({ client_id: "latchkey-cli", ...body }),
  });
  return { status: response.status, tokens: await response.json() };
}

function redeem(callback: string, extra: Record<string, string> = {}) {
  const code = new URL(callback).searchParams.get("code") ?? "";
  return exchange({
    grant_type: "authorization_code",
    code,
    redirect_uri: cliRedirect,
    code_verifier: verifier,
    ...extra,
  });
}

describe("the embedded issuer", () => {
  test("signs a persona in without a password and without a consent screen", async () => {
    const browser = newBrowser();
    const callback = await choose(browser, await go(browser, authorizeUrl({ nonce: "n" })), "lee");
    const { tokens } = await redeem(callback);
    const { payload, protectedHeader } = await jwtVerify(tokens.id_token, createRemoteJWKSet(new URL(`${base}/jwks`)), {
      issuer: base,
      audience: "latchkey-cli",
    });
    expect(protectedHeader.alg).toBe("RS256");
    expect(payload).toMatchObject({
      sub: "lee",
      nonce: "n",
      email: "lee@latchkey.test",
      name: "Lee Lindqvist",
      groups: ["team-payments", "team-payments-leads"],
      acr: "urn:latchkey:acr:demo-persona",
    });
    expect(Math.abs(Number(payload.auth_time) - Date.now() / 1000)).toBeLessThan(10);
  });

  test("remembers who signed in, and asks again for prompt=login and for a max_age that has passed", async () => {
    const browser = newBrowser();
    await choose(browser, await go(browser, authorizeUrl()), "dana");
    expect(await go(browser, authorizeUrl())).toContain(cliRedirect);
    expect(await go(browser, authorizeUrl({ max_age: "600" }))).toContain(cliRedirect);
    expect(await go(browser, authorizeUrl({ prompt: "login" }))).toContain("/interaction/");
    const page = await vi.waitFor(async () => {
      const asked = await go(browser, authorizeUrl({ max_age: "1" }));
      expect(asked).toContain("/interaction/");
      return asked;
    }, 5_000);
    const before = Math.floor(Date.now() / 1000);
    const { tokens } = await redeem(await choose(browser, page, "dana"));
    expect(Number(decodeJwt(tokens.id_token).auth_time)).toBeGreaterThanOrEqual(before);
  });

  test("issues an RFC 9068 access token for one of our origins (RFC 8707), and for no other", async () => {
    const { LATCHKEY_PUBLIC_URL: web, LATCHKEY_REVEAL_URL: reveal } = issuer.settings;
    const browser = newBrowser();
    const scope = "openid email profile groups requests:read grants:reveal";
    const callback = await choose(browser, await go(browser, authorizeUrl({ scope }, [web, reveal])), "dana");
    const first = await redeem(callback, { resource: web });
    const keys = createRemoteJWKSet(new URL(`${base}/jwks`));
    const { payload } = await jwtVerify(first.tokens.access_token, keys, {
      issuer: base,
      audience: web,
      typ: "at+jwt",
    });
    expect(payload).toMatchObject({
      sub: "dana",
      aud: web,
      client_id: "latchkey-cli",
      email: "dana@latchkey.test",
      groups: ["team-payments", "us-persons"],
      acr: "urn:latchkey:acr:demo-persona",
    });
    expect(String(payload.scope).split(" ").sort()).toEqual(["grants:reveal", "requests:read"]);
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
    expect(payload.auth_time).toEqual(expect.any(Number));
    const second = await exchange({
      grant_type: "refresh_token",
      refresh_token: first.tokens.refresh_token,
      resource: reveal,
    });
    const again = await jwtVerify(second.tokens.access_token, keys, { issuer: base, audience: reveal, typ: "at+jwt" });
    // A refresh is no new sign-in: the time stays.
    expect(again.payload.auth_time).toBe(payload.auth_time);
    expect(await go(newBrowser(), authorizeUrl({}, ["https://evil.test"]))).toContain("error=invalid_target");
  });

  test("insists on PKCE and on a registered address, and lets the command line listen on any loopback port", async () => {
    const noChallenge = authorizeUrl().replace(/&code_challenge[^&]*/g, "");
    expect(await go(newBrowser(), noChallenge)).toContain("error=invalid_request");
    for (const redirect of [
      "http://127.0.0.1:999/other",
      "https://evil.test/callback",
      "http://evil.test:54321/callback",
    ]) {
      const answer = await newBrowser().visit(authorizeUrl({ redirect_uri: redirect }));
      expect(answer.status).toBe(400);
      expect(answer.headers.get("location")).toBeNull();
    }
    expect(await go(newBrowser(), authorizeUrl({ redirect_uri: "http://127.0.0.1:6000/callback" }))).toContain(
      "/interaction/",
    );
    // The web client's address is registered with its port: the same one a port further is another program's.
    const registered = new URL("/api/auth/callback/oidc", issuer.settings.LATCHKEY_PUBLIC_URL);
    const elsewhere = new URL(registered);
    elsewhere.port = String(Number(registered.port) ^ 1);
    const statusFor = async (redirect: URL) =>
      (await newBrowser().visit(authorizeUrl({ client_id: "latchkey-web", redirect_uri: redirect.href }))).status;
    expect(await statusFor(registered)).toBe(303);
    expect(await statusFor(elsewhere)).toBe(400);
  });

  test("refuses a code without the verifier, and the web client without its secret", async () => {
    const browser = newBrowser();
    const callback = await choose(browser, await go(browser, authorizeUrl()), "dana");
    expect((await redeem(callback, { code_verifier: "x".repeat(43) })).status).toBe(400);
    const wrong = await exchange({
      client_id: "latchkey-web",
      client_secret: "wrong",
      grant_type: "authorization_code",
      code: "x",
    });
    expect(wrong.status).toBe(401);
  });

  test("signs nobody in who is no persona, and no browser that did not start the sign-in", async () => {
    const browser = newBrowser();
    const page = await go(browser, authorizeUrl());
    expect((await browser.visit(page, { form: { persona: "mallory" } })).status).toBe(422);
    expect((await newBrowser().visit(page, { form: { persona: "dana" } })).status).toBe(400);
    expect((await newBrowser().visit(page)).status).toBe(400);
  });

  test("shows pages that load nothing from elsewhere, run nothing and cannot be framed", async () => {
    const browser = newBrowser();
    const page = await browser.visit(await go(browser, authorizeUrl()));
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toContain("script-src");
    expect(policy).toContain(`form-action 'self' ${new URL(cliRedirect).origin}`);
    const html = await page.text();
    expect(html.match(/<button /g)).toHaveLength(8);
    expect(html).not.toMatch(/<script|(?:src|href)="(?!data:)/);
    const wrong = await newBrowser().visit(authorizeUrl({ client_id: '"><script>alert(1)</script>' }));
    expect(await wrong.text()).not.toContain("<script>");
    expect(wrong.headers.get("content-security-policy")).toBe(policy.replace(` ${new URL(cliRedirect).origin}`, ""));
  });

  test("answers under its own address only", async () => {
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    for (const host of [
      "evil.test",
      `evil.test:${issuer.settings.IDP_PORT}`,
      `localhost:${issuer.settings.IDP_PORT}`,
    ]) {
      expect(await statusUnderHost(host)).toBe(421);
    }
  });

  test("ends with its supervisor", async () => {
    const own = await startDemoIssuer();
    own.process.disconnect();
    const [code] = await once(own.process, "exit");
    expect(code).toBe(0);
    await own.stop();
  });

  test("says in one sentence why it does not start", async () => {
    await expect(startDemoIssuer({ IDP_PORT: String(issuer.settings.IDP_PORT) })).rejects.toThrow(
      "The port of the demo issuer is in use: set IDP_PORT to a free one.",
    );
    await expect(startDemoIssuer({ OIDC_CLIENT_SECRET: "" })).rejects.toThrow(
      "Set OIDC_CLIENT_SECRET or OIDC_CLIENT_SECRET_FILE.",
    );
  });
});

function statusUnderHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${base}/healthz`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once("error", reject)
      .end();
  });
}
