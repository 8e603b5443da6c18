import { chmod, mkdtemp, readdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openKeyring } from "#cli/login/keyring-store.ts";
import { sessionSchema, type Session } from "#cli/login/session.ts";
import { verifyAccessToken } from "#server/adapters/oidc/verify-access-token.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { startApi } from "#tests/api/start-api.ts";
import { runCli, type CliOutcome } from "#tests/api/run-cli.ts";
import { callbackOf } from "#tests/identity/callback-of.ts";
import { startDemoIssuer, type DemoIssuer } from "#tests/identity/demo-issuer.ts";
import { startOddIssuer, type Oddity } from "#tests/identity/odd-issuer.ts";

let demo: DemoIssuer;
let origin: string;
beforeAll(async () => {
  demo = await startDemoIssuer();
  const { PORT, LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL } = demo.settings;
  const api = await startApi({ LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL, OIDC_ISSUER: oidcIssuer(demo.settings) });
  origin = await api.listen(PORT);
});
afterAll(() => demo.stop());

type Env = Record<string, string>;

async function newPerson(): Promise<Env> {
  const config = await mkdtemp(join(tmpdir(), "latchkey-login-"));
  return { XDG_CONFIG_HOME: config, LATCHKEY_URL: origin, LATCHKEY_TOKEN_STORE: "file", LATCHKEY_HOME: "/nonexistent" };
}

/** Runs `login` and hands the address that it prints to a browser of the test. */
async function loginBy(env: Env, browse: (url: string) => Promise<unknown>, ...more: string[]): Promise<CliOutcome> {
  let browsed: Promise<unknown> = Promise.resolve();
  const hear = (text: string) => {
    const url = /https?:\/\/\S+\/auth\?\S+/.exec(text)?.[0];
    if (url !== undefined) browsed = browse(url);
  };
  const outcome = await runCli(["login", "--no-browser", "--timeout", "20", ...more], env, { hear });
  await browsed;
  return outcome;
}

const signInAs = (persona: string) => async (url: string) => fetch(await callbackOf(url, persona));

const folderOf = (env: Env) => join(env.XDG_CONFIG_HOME ?? "", "latchkey");
const filesOf = async (env: Env) =>
  (await readdir(folderOf(env)).catch(() => [])).map((one) => join(folderOf(env), one));
async function sessionOf(env: Env): Promise<Session> {
  const [file = ""] = await filesOf(env);
  return sessionSchema.parse(JSON.parse(await readFile(file, "utf8")));
}
async function change(env: Env, edit: (session: Session) => Session): Promise<void> {
  const [file = ""] = await filesOf(env);
  await writeFile(file, JSON.stringify(edit(await sessionOf(env))));
}
const expired = (session: Session): Session => ({
  ...session,
  tokens: { ...session.tokens, api: { ...session.tokens.api, expiresAt: "2020-01-01T00:00:00.000Z" } },
});

describe("with the embedded issuer", () => {
  test("signs in by the browser and calls as that person, with one token for each origin and none on the screen", async () => {
    const env = await newPerson();
    let page = "";
    const done = await loginBy(env, async (url) => {
      const asked = new URL(url).searchParams;
      expect([asked.get("code_challenge_method"), asked.getAll("resource").length]).toEqual(["S256", 2]);
      const response = await signInAs("dana")(url);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
      page = await response.text();
    });
    expect([done.code, done.out]).toEqual([0, expect.stringMatching(/^Signed in as +\S+ .*dana@latchkey\.test/)]);
    expect(page).toContain("You may close this page");

    const session = await sessionOf(env);
    const { api, reveal } = session.tokens;
    expect([decodeJwt(api.value).aud, decodeJwt(reveal?.value ?? "").aud]).toEqual([
      session.origin,
      session.revealOrigin,
    ]);
    expect([api.scopes, reveal?.scopes]).toEqual([["all", "grants:reveal"], ["grants:reveal"]]);
    const expected = { issuer: session.issuer, audience: demo.settings.LATCHKEY_REVEAL_URL };
    expect(await verifyAccessToken(reveal?.value ?? "", expected)).toMatchObject({
      sub: "dana",
      client_id: "latchkey-cli",
    });
    await expect(verifyAccessToken(api.value, expected)).rejects.toMatchObject({ code: "unauthenticated" });

    const listed = await runCli(["templates", "--json"], env);
    expect([listed.code, listed.err]).toEqual([0, ""]);
    const who = await runCli(["whoami", "--json"], env);
    expect(JSON.parse(who.out)).toMatchObject({
      origin,
      source: "file",
      person: { subject: "dana", email: "dana@latchkey.test" },
      scopes: ["all", "grants:reveal"],
      isRenewed: true,
      opensCredentials: true,
    });
    const seen = done.out + done.err + page + listed.out + who.out + who.err;
    for (const secret of [api.value, reveal?.value, session.refreshToken]) expect(seen).not.toContain(secret);
    const [file = ""] = await filesOf(env);
    const modes = await Promise.all([file, folderOf(env)].map(async (path) => (await stat(path)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o700]);
  });

  test("takes no other answer than its own, and goes on waiting", async () => {
    const env = await newPerson();
    const statuses: (number | string)[] = [];
    const done = await loginBy(env, async (url) => {
      const right = await callbackOf(url, "lee");
      const wrong = (edit: (url: URL) => void) => {
        const one = new URL(right);
        edit(one);
        return one;
      };
      const call = (one: URL, options: { method?: string; host?: string } = {}) =>
        new Promise<number>((resolve, reject) => {
          const headers = { host: options.host ?? one.host };
          const sent = request(one, { method: options.method ?? "GET", headers }, (res) => {
            res.resume().once("end", () => resolve(res.statusCode ?? 0));
          });
          sent.once("error", reject).end();
        });
      const state = new URL(url).searchParams.get("state") ?? "";
      statuses.push(
        await call(wrong((one) => one.searchParams.set("state", state.replace(/.$/, "_")))),
        await call(wrong((one) => one.searchParams.delete("state"))),
        await call(wrong((one) => one.searchParams.append("state", "other"))),
        await call(wrong((one) => (one.search = "?error=access_denied&state=guessed"))),
        await call(wrong((one) => (one.pathname = "/"))),
        await call(wrong((one) => (one.pathname = "//evil.test/callback"))),
        await call(new URL(right), { method: "POST" }),
        await call(new URL(right), { host: "evil.test" }),
        await call(new URL(right), { host: `localhost:${new URL(right).port}` }),
      );
      const [first, second] = await Promise.all([fetch(right), fetch(right).catch(() => ({ status: 410 }))]);
      statuses.push([first.status, second.status].sort().join());
    });
    expect(statuses).toEqual([400, 400, 400, 400, 404, 404, 405, 421, 421, "200,410"]);
    expect([done.code, done.out]).toEqual([0, expect.stringContaining("lee@latchkey.test")]);
  });

  test("refuses a code of somebody else's sign-in, though its state is right, and keeps nothing", async () => {
    const env = await newPerson();
    const done = await loginBy(env, async (url) => {
      const attackers = new URL(url);
      attackers.searchParams.set("code_challenge", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
      const page = await fetch(await callbackOf(attackers.href, "sam"));
      expect(await page.text()).toContain("You are not signed in");
    });
    expect([done.code, done.err]).toEqual([
      1,
      expect.stringContaining("The issuer did not sign you in: invalid_grant"),
    ]);
    expect(await filesOf(env)).toEqual([]);
  });

  test("tells a refusal of the issuer, and a person who never came", async () => {
    const env = await newPerson();
    const denied = await loginBy(env, async (url) => {
      const { searchParams } = new URL(url);
      const back = new URL(searchParams.get("redirect_uri") ?? "");
      const iss = oidcIssuer(demo.settings);
      back.search = String(
        new URLSearchParams({ error: "access_denied", state: searchParams.get("state") ?? "", iss }),
      );
      await fetch(back);
    });
    expect([denied.code, denied.err]).toEqual([1, expect.stringContaining("did not sign you in: access_denied")]);
    const late = await runCli(["login", "--no-browser", "--timeout", "1"], env);
    expect([late.code, late.err]).toEqual([1, expect.stringContaining("Nobody signed in within 1 s.")]);
    expect(await filesOf(env)).toEqual([]);
  });

  test("renews before the end, once for ten commands at the same time, and asks for a sign-in when that is over", async () => {
    const env = await newPerson();
    await loginBy(env, signInAs("dana"));
    const before = await sessionOf(env);
    await change(env, expired);
    // The issuer ends the whole sign-in when a refresh token is used twice: a second renewal would show.
    const all = await Promise.all(Array.from({ length: 10 }, () => runCli(["templates"], env)));
    expect(all.map(({ code }) => code)).toEqual(all.map(() => 0));
    const after = await sessionOf(env);
    expect(after.refreshToken).not.toBe(before.refreshToken);
    await change(env, expired);
    expect((await runCli(["templates"], env)).code).toBe(0);
    expect((await filesOf(env)).length).toBe(1);

    await change(env, (session) => ({ ...expired(session), refreshToken: before.refreshToken }));
    const over = await runCli(["templates"], env);
    expect([over.code, over.err]).toEqual([1, "latchkey: Your sign-in is over: latchkey login.\n"]);
  });

  test("logs out at the issuer as well", async () => {
    const env = await newPerson();
    await loginBy(env, signInAs("dana"));
    const session = await sessionOf(env);
    const [file = ""] = await filesOf(env);
    const out = await runCli(["logout"], env);
    expect(out).toEqual({ code: 0, out: `Signed out of ${origin}.\n`, err: "" });
    expect(await filesOf(env)).toEqual([]);
    expect((await runCli(["templates"], env)).err).toContain("Nobody is signed in");
    expect((await runCli(["whoami"], env)).code).toBe(1);
    // Whoever copied the file before has a refresh token that buys nothing.
    await writeFile(file, JSON.stringify(expired(session)), { mode: 0o600 });
    expect((await runCli(["templates"], env)).err).toContain("Your sign-in is over");
  });

  test("lets LATCHKEY_TOKEN go first, and shows whose it says it is without looking at the store", async () => {
    const env = await newPerson();
    await loginBy(env, signInAs("dana"), "--scope", "templates:read");
    expect((await sessionOf(env)).tokens.reveal).toBe(null);
    const token = (await sessionOf(env)).tokens.api.value;
    const called = await runCli(["templates"], { ...env, LATCHKEY_TOKEN: "latchkey_sa_nonsense" });
    expect([called.code, called.err]).toEqual([1, expect.stringContaining("LATCHKEY_TOKEN was not accepted")]);
    const shown = await runCli(["whoami", "--json"], {
      ...env,
      XDG_CONFIG_HOME: "/nonexistent",
      LATCHKEY_TOKEN: token,
    });
    expect(JSON.parse(shown.out)).toMatchObject({ source: "LATCHKEY_TOKEN", scopes: ["templates:read"] });
    expect(shown.out).not.toContain(token);
    expect((await runCli(["request", "list"], env)).err).toContain("(insufficient_scope)");
    expect((await runCli(["reveal", "gr_1", "--out", "x"], env)).code).toBe(1);
  });

  test.for(["a file that others can read", "a link", "a folder of others", "a damaged file", "another address's file"])(
    "refuses %s",
    async (what) => {
      const env = await newPerson();
      await loginBy(env, signInAs("dana"));
      const [file = ""] = await filesOf(env);
      if (what === "a file that others can read") await chmod(file, 0o640);
      if (what === "a folder of others") await chmod(folderOf(env), 0o755);
      if (what === "a damaged file") await writeFile(file, "{");
      if (what === "another address's file")
        await change(env, (one) => ({ ...one, origin: "https://elsewhere.example" }));
      if (what === "a link") {
        await rename(file, join(env.XDG_CONFIG_HOME ?? "", "kept.json"));
        await symlink(join(env.XDG_CONFIG_HOME ?? "", "kept.json"), file);
      }
      const { code, err } = await runCli(["templates"], env);
      expect([code, err]).toEqual([1, expect.stringMatching(/is open to others|is a link|is damaged/)]);
    },
  );
});

test("keeps a sign-in in a keyring that answers, and says so where none does", async () => {
  const keyring = await openKeyring(process);
  const env = { ...(await newPerson()), LATCHKEY_TOKEN_STORE: "keyring" };
  if (keyring === null) {
    process.stdout.write("No Secret Service answers here: the keyring was not tried.\n");
    const { code, err } = await runCli(["login"], env);
    expect([code, err]).toEqual([1, expect.stringContaining("There is no keyring here that answers")]);
    return;
  }
  expect((await loginBy(env, signInAs("dana"))).code).toBe(0);
  expect([await filesOf(env), (await keyring.read(origin))?.person.subject]).toEqual([[], "dana"]);
  expect((await runCli(["templates"], env)).code).toBe(0);
  expect([(await runCli(["logout"], env)).code, await keyring.read(origin)]).toEqual([0, null]);
});

const forBoth = (_scopes: readonly string[], url: string) => [url, "https://reveal.example"];

describe("with an issuer that is odd", () => {
  const odd = async (oddity: Oddity) => {
    const issuer = await startOddIssuer(oddity);
    const env = { ...(await newPerson()), LATCHKEY_URL: issuer.url };
    const done = await loginBy(env, async (url) => fetch(url));
    return { issuer, env, done, files: await filesOf(env) };
  };

  test.for<[string, Oddity, RegExp]>([
    ["another sign-in's nonce", { idToken: { nonce: "other" } }, /did not sign you in/],
    ["an ID token for another client", { idToken: { aud: "latchkey-web" } }, /did not sign you in/],
    ["an ID token of another issuer", { idToken: { iss: "https://other.example" } }, /did not sign you in/],
    ["an ID token that has run out", { idToken: { exp: 1_000_000 } }, /did not sign you in/],
    [
      "a token for another API",
      { audiences: () => ["https://real.example"] },
      /gave no token for .*, but for https:\/\/real/,
    ],
    ["an opaque token", { audiences: () => null }, /gave no token for/],
    [
      "one token for both origins, whatever is asked for",
      { audiences: forBoth },
      /gave one token for .*: let it honour/,
    ],
    [
      "one token for both origins that nothing renews",
      { audiences: forBoth, hasRefreshTokens: false },
      /gave one token for .* and https:\/\/reveal\.example/,
    ],
    [
      "an address that calls itself another",
      { resource: "https://real.example" },
      /calls itself https:\/\/real.example/,
    ],
    ["a reveal origin in the open", { revealResource: "http://reveal.example" }, /is not https/],
  ])("keeps nothing of %s, and sends nothing there", async ([, oddity, sentence]) => {
    const { issuer, done, files } = await odd(oddity);
    await using _ = issuer;
    expect([done.code, done.err, files]).toEqual([1, expect.stringMatching(sentence), []]);
    expect(issuer.bearers).toEqual([]);
  });

  test("takes one token apart that an issuer without resource indicators makes for both origins", async () => {
    const audienceOf = { all: "api", "grants:reveal": "reveal" } as const;
    const place = { api: "", reveal: "https://reveal.example" };
    const issuer = await startOddIssuer({
      audiences: (scopes) =>
        scopes.flatMap((scope) => (scope in audienceOf ? [place[audienceOf[scope as "all"]]] : [])),
    });
    await using _ = issuer;
    place.api = issuer.url;
    const env = { ...(await newPerson()), LATCHKEY_URL: issuer.url };
    expect((await loginBy(env, async (url) => fetch(url))).code).toBe(0);
    const { tokens } = await sessionOf(env);
    expect([decodeJwt(tokens.api.value).aud, decodeJwt(tokens.reveal?.value ?? "").aud]).toEqual([
      [issuer.url],
      ["https://reveal.example"],
    ]);
    expect(issuer.forms.map((form) => form.get("scope"))).toEqual([null, "openid all", "openid grants:reveal"]);
  });

  test("renews to no token that is good for both origins, and sends none", async () => {
    let isForBoth = false;
    await using issuer = await startOddIssuer({
      audiences: (scopes, url) =>
        isForBoth ? forBoth(scopes, url) : [scopes.includes("all") ? url : "https://reveal.example"],
    });
    const env = { ...(await newPerson()), LATCHKEY_URL: issuer.url };
    expect((await loginBy(env, async (url) => fetch(url), "--scope", "all,requests:read")).code).toBe(0);
    await change(env, expired);
    const before = await sessionOf(env);
    isForBoth = true;
    const { code, err } = await runCli(["templates"], env);
    expect([code, err]).toEqual([1, expect.stringContaining("gave one token for")]);
    expect([issuer.bearers, (await sessionOf(env)).tokens]).toEqual([[], before.tokens]);
  });

  test("signs in though the browser is gone before it could be told", async () => {
    let leave = () => {};
    await using issuer = await startOddIssuer({
      audiences: (scopes, url) => {
        leave();
        return [scopes.includes("all") ? url : "https://reveal.example"];
      },
    });
    const env = { ...(await newPerson()), LATCHKEY_URL: issuer.url };
    const done = await loginBy(env, async (url) => {
      const back = (await fetch(url, { redirect: "manual" })).headers.get("location") ?? "";
      const browser = request(back, { agent: false });
      leave = () => browser.destroy();
      browser.once("error", () => undefined).end();
    });
    expect([done.code, done.out]).toEqual([0, expect.stringContaining("Signed in as")]);
  });

  test("lets a name steer neither the terminal nor the page", async () => {
    const issuer = await startOddIssuer({ name: "Eve\u001B[2J<script>x</script>" });
    await using _ = issuer;
    const env = { ...(await newPerson()), LATCHKEY_URL: issuer.url };
    let page = "";
    const done = await loginBy(env, async (url) => {
      page = await (await fetch(url)).text();
    });
    expect(done.out).toContain("Eve\\u001b[2J");
    expect(done.out + done.err).not.toContain("\u001B");
    expect(page).not.toContain("<script>");
  });

  test("keeps sign-ins of several addresses apart, and ends without renewal where the issuer gives none", async () => {
    const one = await odd({ hasRefreshTokens: false });
    await using _ = one.issuer;
    const other = await startOddIssuer();
    await using __ = other;
    const there = { ...one.env, LATCHKEY_URL: other.url };
    expect((await loginBy(there, async (url) => fetch(url))).code).toBe(0);
    expect((await filesOf(there)).length).toBe(2);
    expect((await runCli(["templates"], there)).code).toBe(0);
    expect((await runCli(["templates"], one.env)).code).toBe(0);
    expect(new Set([...one.issuer.bearers, ...other.bearers]).size).toBe(2);
    expect((await runCli(["logout"], there)).err).toContain("could not be told");
    expect((await runCli(["whoami"], one.env)).code).toBe(0);
    await change(one.env, expired);
    expect((await runCli(["templates"], one.env)).err).toContain("is over: latchkey login.");
  });

  test("signs nobody in over an open wire", async () => {
    const env = { ...(await newPerson()), LATCHKEY_URL: "http://latchkey.example" };
    const { code, err } = await runCli(["login"], env);
    expect([code, err]).toEqual([1, expect.stringContaining("is not https")]);
  });
});
