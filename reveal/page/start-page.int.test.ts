import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let browser: Browser;
const contexts: BrowserContext[] = [];
beforeAll(async () => {
  [fixture, browser] = await Promise.all([openRevealFixture({ LEASE_SECONDS: "30" }), openBrowser()]);
}, 300_000);
afterEach(async () => void (await Promise.all(contexts.splice(0).map((context) => context.close()))));
afterAll(async () => {
  await browser.close();
  await fixture[Symbol.asyncDispose]();
});

async function openPage(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(fixture.url + path);
  return page;
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const say = async (page: Page, text: string | RegExp) => {
  await heading(page).filter({ hasText: text }).waitFor();
  return (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
};
/** A grant of dana's on a page whose claims are answered, and the first answers lost. */
async function openLosing(answers: number) {
  const grant = await fixture.putGrant();
  fixture.signIn("dana");
  const page = await openPage(`/g/${grant.id}`);
  await say(page, /^orders-/);
  let lost = 0;
  await page.route("**/claim", async (route) => {
    if (lost++ >= answers) return route.continue();
    await route.fetch();
    return route.abort();
  });
  return { page, grant };
}

const password = async (page: Page) => {
  await page.getByRole("button", { name: "Show Password" }).click();
  return page.getByLabel("Password", { exact: true }).inputValue();
};
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();

describe("before the button", () => {
  test("a visitor whom the issuer does not know learns nothing, and comes back signed in", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn(null);
    fixture.issuer.onSignIn = () => fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    expect(await say(page, "Sign in to open this")).not.toMatch(/dana|orders|payments/i);
    await press(page, "Sign in");
    await say(page, /^orders-/);
    fixture.issuer.onSignIn = null;
    expect(page.url()).toBe(`${fixture.url}/g/${grant.id}`);
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([
      0,
      0,
      "",
    ]);
  });

  test("it says what, who asked, why, until when and that it shows once", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    const text = await say(page, /^orders-/);
    for (const words of [
      "Small PostgreSQL database · Payments · Development",
      "Dana, dana@latchkey.test",
      "Asked for by you",
      "Orders service, load test",
      "internal",
      "(in 1 hour)",
      "2 days",
      "It shows once",
    ]) {
      expect(text).toContain(words);
    }
  });

  test("no answer and no script comes from elsewhere than this origin; the issuer is only navigated to", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage("/healthz");
    const loaded: string[] = [];
    page.on("request", (request) => {
      if (!request.isNavigationRequest()) loaded.push(new URL(request.url()).origin);
    });
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await say(page, /^orders-/);
    await press(page, "Reveal");
    await page.getByLabel("Password", { exact: true }).waitFor();
    expect(new Set(loaded)).toEqual(new Set([fixture.url]));
  });
});

describe("the reveal", () => {
  test("shows the fields masked, copies and shows them, and makes connection string and snippets here", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await press(page, "Reveal");
    const password = page.getByLabel("Password", { exact: true });
    await password.waitFor();
    expect(await password.getAttribute("type")).toBe("password");
    expect(await page.locator("main").innerText()).not.toContain(grant.password);
    await press(page, "Show Password");
    expect([await password.getAttribute("type"), await password.inputValue()]).toEqual(["text", grant.password]);
    await press(page, "Copy Password");
    // Our own origin may write to the clipboard and not read it: another one looks.
    const reader = await page.context().newPage();
    await reader.goto(`${fixture.issuer.url}/jwks`);
    // The page writes it after the press, in its own time.
    const copied = { timeout: 10_000 };
    const clipboard = async () => {
      await reader.bringToFront();
      const text = await reader.evaluate(() => navigator.clipboard.readText());
      await page.bringToFront();
      return text;
    };
    await expect.poll(clipboard, copied).toBe(grant.password);
    await press(page, "Copy Connection string");
    await expect.poll(clipboard, copied).toMatch(/^postgresql:/);
    const url = await clipboard();
    expect(new URL(url)).toMatchObject({ protocol: "postgresql:", password: grant.password, port: "5432" });
    await press(page, "Copy psql");
    await expect
      .poll(clipboard, copied)
      .toMatch(
        new RegExp(
          `^PGPASSWORD=${grant.password} PGSSLMODE=require \\\\\\n  psql --host db.internal.example --port 5432 `,
        ),
      );
    expect(await page.getByLabel("psql", { exact: true }).last().innerText()).toContain("PGPASSWORD='••••••••'");
    await page.getByRole("tab", { name: "psql" }).press("ArrowRight");
    await press(page, "Copy .env");
    await expect.poll(clipboard, copied).toBe(`DATABASE_URL="${url}"`);
    await press(page, "Show .env");
    expect(await page.getByRole("tabpanel").innerText()).toContain(`DATABASE_URL="${url}"`);
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([
      0,
      0,
      "",
    ]);
  });

  test("hidden by hand it is gone from the document, and a reload shows that it was shown once", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await press(page, "Reveal");
    await press(page, "Show Password");
    await press(page, "I have it, hide it now");
    await say(page, "This was shown once");
    expect(await page.content()).not.toContain(grant.password);
    expect(await heading(page).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.reload();
    expect(await say(page, "This was shown once")).toContain("If that was not you");
    const other = await openPage(`/g/${grant.id}`);
    await say(other, "This was shown once");
  });

  test("it hides itself after five minutes, also when the tab slept, and more time can be had", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage("/healthz");
    await page.clock.install();
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await press(page, "Reveal");
    await page.getByLabel("Password", { exact: true }).waitFor();
    await page.clock.runFor(240_000);
    expect(await page.getByText(/Hides itself in 1:00/).count()).toBe(1);
    await press(page, "Keep five more minutes");
    await page.clock.runFor(290_000);
    expect(await page.getByLabel("Password", { exact: true }).count()).toBe(1);
    await page.clock.fastForward(3600_000);
    await say(page, "This was shown once");
    expect(await page.content()).not.toContain(grant.password);
  });

  test("a value that is shown is masked again after the time that its class gives it", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage("/healthz");
    await page.clock.install();
    await page.goto(`${fixture.url}/g/${grant.id}`);
    await press(page, "Reveal");
    const password = page.getByLabel("Password", { exact: true });
    await password.waitFor();
    await press(page, "Show Password");
    await press(page, "Show psql");
    await page.clock.runFor(59_000);
    expect(await password.getAttribute("type")).toBe("text");
    expect(await page.getByRole("tabpanel").innerText()).toContain(grant.password);
    await page.clock.runFor(2000);
    expect(await password.getAttribute("type")).toBe("password");
    expect(await page.getByRole("tabpanel").innerText()).not.toContain(grant.password);
    expect(await page.getByRole("button", { name: "Show Password" }).getAttribute("aria-pressed")).toBe("false");
  });

  test("what is sensitive asks for a fresh sign-in first, then opens", async () => {
    const grant = await fixture.putGrant({ environment: "production" });
    const now = () => Math.floor(Date.now() / 1000);
    fixture.signIn("dana");
    const fresh = fixture.issuer.person;
    fixture.issuer.person = () => ({ ...fresh?.(), auth_time: now() - 3600 });
    fixture.issuer.onSignIn = () => fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    expect(await say(page, /^orders-/)).toContain("within the last 5 minutes");
    await press(page, "Sign in again");
    await press(page, "Reveal");
    await page.getByLabel("Password", { exact: true }).waitFor();
    fixture.issuer.onSignIn = null;
  });
});

describe("when it cannot be opened", () => {
  test("by a stranger: nothing here; by a colleague who may know: whose it is", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("noor");
    const stranger = await openPage(`/g/${grant.id}`);
    expect(await say(stranger, "There is nothing here for you")).not.toMatch(/dana|orders|payments/i);
    fixture.signIn("lee");
    const colleague = await openPage(`/g/${grant.id}`);
    expect(await say(colleague, "This is for Dana")).not.toMatch(/orders|payments/i);
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test.each([
    { change: { expiresInSeconds: -60 }, title: "The time to open this has passed" },
    { change: { resourceState: "frozen" }, title: "This was withdrawn" },
    { change: { resourceState: "creating" }, title: "Almost there" },
  ])("says: $title", async ({ change, title }) => {
    const grant = await fixture.putGrant(change);
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await say(page, title);
    expect(await page.getByRole("button", { name: "Reveal" }).count()).toBe(0);
  });

  test("with the key service down it says that nothing was used up, and opens once it is back", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await say(page, /^orders-/);
    const privateDir = join(fixture.kekDir, "private");
    await rename(privateDir, `${privateDir}.away`);
    await press(page, "Reveal");
    const text = await say(page, "The key service is down");
    await rename(`${privateDir}.away`, privateDir);
    expect(text).toContain("Nothing has been used up");
    await press(page, "Try again");
    await page.getByLabel("Password", { exact: true }).waitFor();
  });

  test("with the key destroyed it says that nobody can open it, and where to get a new one", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await say(page, /^orders-/);
    const list = join(fixture.kekDir, "private/destroyed.json");
    const { rows } = await fixture.admin.query<{ keyId: string }>(
      'SELECT key_id AS "keyId" FROM sealed_payloads WHERE grant_id = $1',
      [grant.id],
    );
    await writeFile(list, JSON.stringify({ format: 1, destroyed: { [rows[0]?.keyId ?? ""]: new Date() } }));
    await press(page, "Reveal");
    const text = await say(page, "This cannot be opened any more");
    await rm(list);
    expect(text).toContain("Make a new one from its page in Latchkey.");
    expect(await page.getByRole("link", { name: /^See orders-/ }).count()).toBe(1);
    expect(await page.getByRole("button", { name: "Reveal" }).count()).toBe(0);
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("offline it keeps its place and asks again; then what arrived is confirmed by itself", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await say(page, /^orders-/);
    await page.context().setOffline(true);
    await press(page, "Reveal");
    await say(page, "No connection");
    expect(await fixture.stateOf(grant.id)).toBe("pending");
    await page.context().setOffline(false);
    expect(await password(page)).toBe(grant.password);
    await expect.poll(() => fixture.stateOf(grant.id)).toBe("confirmed");
  });

  test("an answer that got lost on its way is fetched again by the same page, unseen", async () => {
    const { page, grant } = await openLosing(1);
    await press(page, "Reveal");
    expect(await password(page)).toBe(grant.password);
    await expect.poll(() => fixture.stateOf(grant.id)).toBe("confirmed");
  });

  test("an answer that stays lost is told as used once its two minutes are over", async () => {
    const { page, grant } = await openLosing(Infinity);
    await press(page, "Reveal");
    await heading(page).filter({ hasText: "No connection" }).waitFor({ timeout: 20_000 });
    expect(await fixture.stateOf(grant.id)).toBe("revealed");
    await page.unroute("**/claim");
    await fixture.admin.query("UPDATE revealed_ciphertexts SET refetch_until = now() WHERE grant_id = $1", [grant.id]);
    await press(page, "Try again");
    expect(await say(page, "This was shown once")).toContain("never arrived");
  }, 60_000);

  test("without script the document itself says what is missing", async () => {
    const grant = await fixture.putGrant();
    const page = await openPage(`/g/${grant.id}`, { javaScriptEnabled: false });
    await page.getByRole("heading", { name: "This page needs a current browser" }).waitFor({ timeout: 6000 });
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("a callback that no tab of this browser began ends in a sign-in that did not work", async () => {
    const page = await openPage("/callback?code=stolen&state=guessed");
    await say(page, "That sign-in did not work");
    expect(page.url()).not.toContain("stolen");
  });
});

describe("injected content", () => {
  test("does not run: inline script, event attribute, base, HTML sinks, foreign script, frame", async () => {
    const grant = await fixture.putGrant();
    await fixture.admin.query("UPDATE requests SET purpose = $2 WHERE id = $1", [
      grant.requestId,
      `"><img src=x onerror="window.ran=1"><script>window.ran=1</script>`,
    ]);
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    expect(await say(page, /^orders-/)).toContain("<script>window.ran=1</script>");
    const refused = await page.evaluate(async () => {
      const outcomes: string[] = [];
      const attempt = (name: string, work: () => void) => {
        try {
          work();
          outcomes.push(`${name}: let through`);
        } catch (error) {
          outcomes.push(`${name}: ${(error as Error).name}`);
        }
      };
      attempt("innerHTML", () => (document.body.innerHTML = "<img src=x onerror='window.ran=1'>"));
      attempt("text as code", () => Reflect.apply(setTimeout, globalThis, ["window.ran = 1"]));
      attempt("script text", () => {
        const script = document.createElement("script");
        script.text = "window.ran = 1";
        document.head.append(script);
      });
      const base = document.createElement("base");
      base.href = "https://evil.example/";
      document.head.append(base);
      const link = document.createElement("a");
      link.href = "/x";
      outcomes.push(`base: ${new URL(link.href).origin === location.origin ? "ignored" : "let through"}`);
      const image = new Image();
      image.src = "https://evil.example/?leak";
      await new Promise((resolve) => setTimeout(resolve, 300));
      outcomes.push(`ran: ${String((globalThis as { ran?: number }).ran)}`);
      return outcomes;
    });
    expect(refused).toEqual([
      "innerHTML: TypeError",
      "text as code: TypeError",
      "script text: TypeError",
      "base: ignored",
      "ran: undefined",
    ]);
  });

  test("a page that frames it or opened it gets no hold of it", async () => {
    const grant = await fixture.putGrant();
    fixture.signIn("dana");
    const page = await openPage("/healthz");
    await page.route("https://evil.example/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<iframe src="${fixture.url}/g/${grant.id}"></iframe><script>window.other = open("${fixture.url}/g/${grant.id}")</script>`,
      }),
    );
    const popup = page.waitForEvent("popup");
    await page.goto("https://evil.example/");
    const opened = await popup;
    await say(opened, /^orders-/);
    expect(await opened.evaluate(() => globalThis.opener === null)).toBe(true);
    const framed = page.frames().filter((frame) => frame !== page.mainFrame());
    expect(await Promise.all(framed.map((frame) => frame.locator("#page").count()))).toEqual([0]);
  });
});
