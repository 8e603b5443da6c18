import { createHash } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, type Database } from "#server/adapters/db/database.ts";
import { openLog } from "#server/adapters/log/log.ts";
import { actorFromRequest } from "#server/identity/actor-from-request.ts";
import type { IdentityContext } from "#server/identity/actor-from-session.ts";
import { authCookieName } from "#server/identity/auth-cookies.ts";
import { handleAuth } from "#server/identity/handle-auth.ts";
import type { SignInContext } from "#server/identity/sign-in-context.ts";
import { createLedgerDatabase, type LedgerDatabase } from "#tests/harness/ledger.ts";
import { startDemoIssuer, type DemoIssuer } from "#tests/identity/demo-issuer.ts";
import { roleCatalog } from "#tests/identity/role-catalog.ts";
import { TestBrowser } from "#tests/identity/test-browser.ts";

let issuer: DemoIssuer;
let ledger: LedgerDatabase;
let db: Database;
let ctx: IdentityContext & SignInContext;
let admin: pg.Pool;
let origin: string;

beforeAll(async () => {
  [issuer, ledger] = await Promise.all([startDemoIssuer(), createLedgerDatabase()]);
  db = openDatabase(ledger.web, { name: "test" });
  admin = new pg.Pool({ connectionString: ledger.url, max: 2 });
  ctx = { settings: issuer.settings, db, catalog: roleCatalog, log: openLog("test") };
  origin = issuer.settings.LATCHKEY_PUBLIC_URL;
});

afterAll(async () => {
  await Promise.all([issuer?.stop(), db?.close(), admin?.end()]);
});

let browser: TestBrowser;
beforeEach(() => {
  browser = newBrowser();
});

describe("signing in", () => {
  test("opens a session whose token only the browser has", async () => {
    const { url } = await browser.signIn("dana", { callbackUrl: "/requests?state=approved" });
    expect(url).toBe(`${origin}/requests?state=approved`);
    const token = sessionToken(browser);
    const { rows } = await admin.query(
      `SELECT p.email, p.groups, s.auth_time, s.acr, s.expires_at - s.created_at AS life
       FROM sessions s JOIN principals p ON p.id = s.principal_id WHERE s.token_hash = $1`,
      [createHash("sha256").update(token).digest()],
    );
    expect(rows).toMatchObject([
      { email: "dana@latchkey.test", groups: ["team-payments", "us-persons"], life: { hours: 12 } },
    ]);
    expect(Date.now() - rows[0].auth_time.getTime()).toBeLessThan(60_000);
    expect(rows[0].acr).toBe("urn:latchkey:acr:demo-persona");
    expect(await placesHolding(token)).toEqual([]);
    expect(await placesHolding("dana@latchkey.test")).toContain("public.principals");
  });

  test("stores no token of the issuer", async () => {
    await browser.signIn("dana");
    // Every JWS begins with the base64url of `{"`.
    expect(await placesHolding("eyJ")).toEqual([]);
  });

  test("gives the actor the teams and roles that the catalog makes of the groups", async () => {
    await browser.signIn("lee");
    const lee = await callAs(browser);
    expect(lee).toMatchObject({
      subject: "lee",
      email: "lee@latchkey.test",
      memberships: [{ team: "payments", lead: true }],
      platformRoles: [],
      scopes: ["all"],
      channel: "web",
      act: null,
    });
    const rae = newBrowser();
    await rae.signIn("rae");
    expect((await callAs(rae)).platformRoles).toEqual(["admin"]);
  });

  test("leaves one chain of events per principal", async () => {
    await browser.signIn("ava");
    await browser.visit("/api/auth/signout", { form: {} });
    const { rows } = await admin.query(
      `SELECT e.text::jsonb ->> 'action' AS action FROM audit_events e JOIN principals p
       ON e.stream = 'principal:' || p.id WHERE p.subject = 'ava' ORDER BY e.seq`,
    );
    expect(rows.map(({ action }) => action)).toEqual(["principal.created", "session.created", "session.revoked"]);
  });

  test("comes back to the front page for a return address that leads elsewhere", async () => {
    for (const callbackUrl of ["/\\evil.test", "//evil.test", "https://evil.test/", "/\t/evil.test", "/.//evil.test"]) {
      const { url } = await newBrowser().signIn("dana", { callbackUrl });
      expect(url).toBe(`${origin}/`);
    }
  });

  test("does not believe a return address that somebody planted as a cookie", async () => {
    const atCards = await browser.startSignIn();
    browser.cookies.set(authCookieName("return-to", origin), {
      value: encodeURIComponent("https://evil.test"),
      path: "/",
    });
    const { url } = await browser.follow(atCards.url, await browser.visit(atCards.url, { form: { persona: "dana" } }));
    expect(url).toBe(`${origin}/`);
  });
});

describe("a session", () => {
  test("is of no use from the first call after signing out", async () => {
    await browser.signIn("dana");
    const stolen = sessionToken(browser);
    await browser.visit("/api/auth/signout", { form: {} });
    expect(browser.cookies.has(authCookieName("session", origin))).toBe(false);
    await expectUnauthenticated(withSession(stolen));
  });

  test("is of no use from the first call after it was revoked in the ledger", async () => {
    await browser.signIn("dana");
    await callAs(browser);
    await admin.query("UPDATE sessions SET revoked_at = now() WHERE token_hash = $1", [
      createHash("sha256").update(sessionToken(browser)).digest(),
    ]);
    await expectUnauthenticated(withSession(sessionToken(browser)));
  });

  test("is of no use after it expired, and a call does not prolong it", async () => {
    await browser.signIn("dana");
    const hash = createHash("sha256").update(sessionToken(browser)).digest();
    const { rows: before } = await admin.query("SELECT expires_at FROM sessions WHERE token_hash = $1", [hash]);
    await callAs(browser);
    const { rows: after } = await admin.query("SELECT expires_at FROM sessions WHERE token_hash = $1", [hash]);
    expect(after).toEqual(before);
    await admin.query("UPDATE sessions SET expires_at = now() - interval '1 ms' WHERE token_hash = $1", [hash]);
    await expectUnauthenticated(withSession(sessionToken(browser)));
  });

  test("loses a role with the next call after the groups changed", async () => {
    await browser.signIn("priya");
    expect((await callAs(browser)).platformRoles).toEqual(["platform"]);
    await admin.query("UPDATE principals SET groups = '{}' WHERE subject = 'priya'");
    expect((await callAs(browser)).platformRoles).toEqual([]);
  });

  test("is of no use while its principal is disabled, and no new one opens", async () => {
    await browser.signIn("omar");
    await admin.query("UPDATE principals SET disabled_at = now() WHERE subject = 'omar'");
    await expectUnauthenticated(withSession(sessionToken(browser)));
    const again = await newBrowser().signIn("omar");
    expect(again.url).toBe(`${origin}/sign-in?error=disabled&callbackUrl=%2F`);
    const { rows } = await admin.query(
      `SELECT 1 FROM audit_events WHERE text::jsonb ->> 'action' = 'sign_in.refused' AND stream LIKE 'principal:%'`,
    );
    expect(rows).toHaveLength(1);
  });

  test("of another issuer than today's is none", async () => {
    await browser.signIn("dana");
    const moved = { ...ctx, settings: { ...ctx.settings, OIDC_ISSUER: "https://issuer.example" } };
    await expect(actorFromRequest(moved, withSession(sessionToken(browser)))).rejects.toMatchObject({ status: 401 });
  });

  test("is replaced and ended by the next sign-in, never taken over", async () => {
    await browser.signIn("dana");
    const first = sessionToken(browser);
    await browser.signIn("dana");
    expect(sessionToken(browser)).not.toBe(first);
    await expectUnauthenticated(withSession(first));
    const noor = newBrowser();
    noor.cookies.set(authCookieName("session", origin), { value: sessionToken(browser), path: "/" });
    await noor.signIn("noor");
    expect((await callAs(noor)).subject).toBe("noor");
  });

  test("does not arise from a cookie that an attacker made up", async () => {
    const planted = "A".repeat(43);
    browser.cookies.set(authCookieName("session", origin), { value: planted, path: "/" });
    await browser.signIn("dana");
    expect(sessionToken(browser)).not.toBe(planted);
    await expectUnauthenticated(withSession(planted));
  });

  test("ends alone: the same person's other device stays signed in", async () => {
    await browser.signIn("sam");
    const other = newBrowser();
    await other.signIn("sam");
    await browser.visit("/api/auth/signout", { form: {} });
    expect((await callAs(other)).subject).toBe("sam");
  });
});

describe("after signing out", () => {
  test("the issuer asks again who it is", async () => {
    await browser.signIn("dana");
    const silent = await browser.startSignIn();
    expect(silent.url).toBe(`${origin}/`);
    await browser.visit("/api/auth/signout", { form: {} });
    const asked = await browser.startSignIn();
    expect(asked.url).toContain("/interaction/");
  });
});

describe("a failed sign-in", () => {
  test("opens nothing when the state is not this browser's, and is an event", async () => {
    const victim = newBrowser();
    const atCards = await browser.startSignIn();
    const chosen = await browser.visit(atCards.url, { form: { persona: "dana" } });
    const resumed = await browser.visit(new URL(chosen.headers.get("location") ?? "", atCards.url).href);
    const callback = resumed.headers.get("location") ?? "";
    expect(callback).toContain("/api/auth/callback/oidc?code=");
    // The attacker's own callback address, opened in the victim's browser, would sign the victim in as the attacker.
    const answer = await victim.visit(callback);
    expect(answer.headers.get("location")).toBe("/sign-in?error=failed&callbackUrl=%2F");
    expect(victim.cookies.has(authCookieName("session", origin))).toBe(false);
    const { rows } = await admin.query(
      `SELECT text FROM audit_events WHERE text::jsonb ->> 'action' = 'sign_in.failed' AND stream LIKE 'anonymous:%'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].text).not.toContain(new URL(callback).searchParams.get("code"));
  });

  test("opens nothing for a code that was used, or for the answer of another issuer", async () => {
    const atCards = await browser.startSignIn();
    const chosen = await browser.visit(atCards.url, { form: { persona: "dana" } });
    const resumed = await browser.visit(new URL(chosen.headers.get("location") ?? "", atCards.url).href);
    const callback = new URL(resumed.headers.get("location") ?? "");
    const kept = new Map(browser.cookies);
    const mixedUp = new URL(callback);
    mixedUp.searchParams.set("iss", "https://evil.test");
    expect((await browser.visit(mixedUp.href)).headers.get("location")).toContain("/sign-in?error=failed");
    kept.forEach((cookie, name) => browser.cookies.set(name, cookie));
    expect((await browser.visit(callback.href)).headers.get("location")).toBe(`${origin}/`);
    kept.forEach((cookie, name) => browser.cookies.set(name, cookie));
    expect((await browser.visit(callback.href)).headers.get("location")).toContain("/sign-in?error=failed");
  });

  test("says that it was cancelled when the issuer says so", async () => {
    const answer = await browser.visit("/api/auth/callback/oidc?error=access_denied&state=x");
    expect(answer.headers.get("location")).toContain("/sign-in?error=cancelled");
  });

  test("says that the issuer does not answer", async () => {
    const settings = { ...ctx.settings, OIDC_ISSUER: "http://127.0.0.1:9" };
    const offline = new TestBrowser(origin, (request) => handleAuth({ ...ctx, settings }, request));
    const { url } = await offline.startSignIn({ callbackUrl: "/resources" });
    expect(url).toBe(`${origin}/sign-in?error=unavailable&callbackUrl=%2Fresources`);
  });
});

describe("another site", () => {
  test.for([{ origin: "https://evil.test" }, { origin: "null" }, { origin: "http://127.0.0.1:1" }])(
    "cannot sign anybody in or out from %o",
    async (headers) => {
      await browser.signIn("dana");
      for (const path of ["/api/auth/signin/oidc", "/api/auth/signout"]) {
        const answer = await browser.visit(path, { form: {}, headers });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ code: "cross_site" });
      }
      expect((await callAs(browser)).subject).toBe("dana");
    },
  );

  test("cannot call the API with the session cookie", async () => {
    await browser.signIn("dana");
    const call = (headers: Record<string, string>) =>
      actorFromRequest(ctx, withSession(sessionToken(browser), { method: "POST", headers }));
    const foreign: Record<string, string>[] = [
      {},
      { origin: "null" },
      { origin: "https://evil.test" },
      { origin: `${origin}.evil.test` },
    ];
    for (const headers of foreign) {
      await expect(call(headers)).rejects.toMatchObject({ code: "cross_site", status: 403 });
    }
    expect((await call({ origin })).subject).toBe("dana");
  });
});

describe("a script of our own page", () => {
  test("gets addresses to go to instead of documents", async () => {
    const started = await browser.visit("/api/auth/signin/oidc", { form: { json: "true", callbackUrl: "/resources" } });
    const { url } = await started.json();
    expect(url).toMatch(new RegExp(`^${issuerUrl()}/auth\\?`));
    const atCards = await browser.follow(url, await browser.visit(url));
    const chosen = await browser.visit(atCards.url, { form: { persona: "dana" } });
    expect((await browser.follow(atCards.url, chosen)).url).toBe(`${origin}/resources`);
    const token = sessionToken(browser);
    const left = await browser.visit("/api/auth/signout", { form: { json: "true" } });
    expect(await left.json()).toEqual({ url: "/sign-in" });
    await expectUnauthenticated(withSession(token));
  });
});

describe("the address of the sign-in", () => {
  test("answers nothing else that the library behind it can do", async () => {
    for (const path of [
      "session",
      "csrf",
      "providers",
      "_log",
      "verify-request",
      "callback/credentials",
      "error",
      "",
    ]) {
      expect((await browser.visit(`/api/auth/${path}`)).status).toBe(404);
    }
  });

  test("is refused under a foreign host", async () => {
    const answer = await browser.visit("/api/auth/signin/oidc", { headers: { host: "evil.test" } });
    expect(answer.status).toBe(403);
  });

  test("sets only host-bound, secure cookies on https", async () => {
    const settings = { ...ctx.settings, LATCHKEY_PUBLIC_URL: "https://latchkey.test", OIDC_ISSUER: issuerUrl() };
    const secure = new Request("https://latchkey.test/api/auth/signin/oidc", {
      method: "POST",
      headers: { origin: "https://latchkey.test", "content-type": "application/x-www-form-urlencoded" },
      body: "",
    });
    const cookies = (await handleAuth({ ...ctx, settings }, secure)).headers.getSetCookie();
    expect(cookies.length).toBeGreaterThanOrEqual(4);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-latchkey-/);
      expect(cookie).toMatch(/; Path=\/;.*; Secure/);
      expect(cookie).toMatch(/; HttpOnly/);
      expect(cookie).toMatch(/; SameSite=Lax/i);
      expect(cookie).not.toMatch(/; Domain=/i);
    }
  });
});

function newBrowser(): TestBrowser {
  return new TestBrowser(origin, (request) => handleAuth(ctx, request));
}

function issuerUrl(): string {
  return `http://127.0.0.1:${ctx.settings.IDP_PORT}`;
}

function sessionToken(from: TestBrowser): string {
  const token = from.cookies.get(authCookieName("session", origin))?.value;
  if (token === undefined) throw new Error("the browser has no session");
  return token;
}

function withSession(token: string, init: RequestInit = {}): Request {
  const headers = new Headers(init.headers);
  headers.set("cookie", `${authCookieName("session", origin)}=${token}`);
  return new Request(`${origin}/api/v1/requests`, { ...init, headers });
}

async function callAs(from: TestBrowser) {
  return actorFromRequest(ctx, withSession(sessionToken(from)));
}

async function expectUnauthenticated(request: Request): Promise<void> {
  await expect(actorFromRequest(ctx, request)).rejects.toMatchObject({ code: "unauthenticated", status: 401 });
}

/** Looks for a text in every column of every table, in the rows' text and in the bytes that it would be stored as. */
async function placesHolding(needle: string): Promise<string[]> {
  const { rows: tables } = await admin.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
  );
  expect(tables.map(({ name }) => name)).toContain("public.sessions");
  const hex = Buffer.from(needle).toString("hex");
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await admin.query(
      `SELECT 1 FROM ${name} t WHERE position($1 in t::text) > 0 OR position($2 in t::text) > 0 LIMIT 1`,
      [needle, hex],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}
