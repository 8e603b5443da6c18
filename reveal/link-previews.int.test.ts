import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eachAtOnce } from "#tests/reveal/each-at-once.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { previewBots } from "#tests/reveal/preview-bots.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

const loads = fullCount(40, 6);
const lookMs = 5000;

let fixture: RevealFixture;
let browser: Browser;
beforeAll(async () => {
  [fixture, browser] = await Promise.all([openRevealFixture(), openBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await fixture[Symbol.asyncDispose]();
});

/** How many of the grants are not as they were made. */
async function burned(grants: readonly TestGrant[]): Promise<number> {
  const ids = grants.map(({ id }) => id);
  const { rows } = await fixture.admin.query(
    `SELECT FROM grants g JOIN sealed_payloads s ON s.grant_id = g.id
     WHERE g.id = ANY($1) AND g.state = 'pending' AND g.claim_fence = 0`,
    [ids],
  );
  return grants.length - rows.length;
}

test("R3: GET, HEAD, OPTIONS and prefetches of every address of a link by 40 bots burn 0 of 40 grants in 960 calls", async () => {
  const grants = await Promise.all(previewBots.map(() => fixture.putGrant()));
  const token = await fixture.idToken("dana");
  const fetchings: readonly { method: string; headers: Record<string, string> }[] = [
    { method: "GET", headers: {} },
    { method: "HEAD", headers: {} },
    { method: "OPTIONS", headers: { "access-control-request-method": "POST" } },
    { method: "GET", headers: { "sec-purpose": "prefetch;prerender", purpose: "prefetch", "x-moz": "prefetch" } },
  ];
  const statuses: number[] = [];
  await eachAtOnce(previewBots.length, 8, async (bot) => {
    const [agent = "", id = ""] = [previewBots[bot], grants[bot]?.id];
    const claim = `/v1/grants/${id}/claim`;
    const paths = [`/g/${id}`, "/assets/page.js", "/v1/sign-in", `/v1/grants/${id}`, claim, `${claim}?_method=POST`];
    // A scanner in the recipient's own browser has their token: every other one.
    const bearer: Record<string, string> = bot % 2 === 0 ? { authorization: `Bearer ${token}` } : {};
    for (const path of paths) {
      for (const { method, headers } of fetchings) {
        const answer = await fetch(fixture.url + path, {
          method,
          headers: { ...headers, ...bearer, "user-agent": agent },
        });
        await answer.arrayBuffer();
        statuses.push(answer.status);
      }
    }
  });
  expect(statuses).toHaveLength(960);
  expect(new Set(statuses)).toEqual(new Set([200, 401, 405]));
  expect(await burned(grants)).toBe(0);
  sayFigure(
    "R3",
    `0 of ${grants.length} grants burned by ${statuses.length} calls of ${previewBots.length} bots over HTTP`,
  );
});

test(
  `R3: ${loads} loads in Chromium that run every script and look for ${lookMs / 1000} s burn none, signed in or not`,
  { timeout: 300_000 },
  async () => {
    const grants = await Promise.all(Array.from({ length: loads }, () => fixture.putGrant()));
    const seen: string[] = [];
    // Who is signed in is one for the whole issuer: first all that are, then all that are not.
    for (const isSignedIn of [true, false]) {
      fixture.signIn(isSignedIn ? "dana" : null);
      const mine = grants.filter((_, index) => index % 2 === (isSignedIn ? 0 : 1));
      await eachAtOnce(mine.length, 10, async (index) => {
        const context = await browser.newContext({ userAgent: previewBots[index] });
        const page = await context.newPage();
        await page.goto(`${fixture.url}/g/${mine[index]?.id}`);
        const button = page.getByRole("button", { name: isSignedIn ? "Reveal" : "Sign in", exact: true });
        await button.waitFor();
        await button.hover();
        await page.waitForTimeout(lookMs);
        await page.reload();
        await button.waitFor();
        seen.push((await button.textContent()) ?? "");
        await context.close();
      });
    }
    expect(seen.toSorted()).toEqual(grants.map((_, index) => (index < loads / 2 ? "Reveal" : "Sign in")));
    expect(await burned(grants)).toBe(0);
    sayFigure("R3", `0 of ${loads} grants burned by loads in Chromium that run scripts and wait ${lookMs / 1000} s`);
  },
);
