import type { Browser, Page } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let browser: Browser;
beforeAll(async () => {
  [fixture, browser] = await Promise.all([openRevealFixture(), openBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await fixture[Symbol.asyncDispose]();
});

async function openPage(path: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(fixture.url + path);
  return page;
}

const say = async (page: Page, text: string | RegExp) => {
  await page.getByRole("heading", { level: 1 }).filter({ hasText: text }).waitFor();
  return (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
};
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

describe("a page that was opened", () => {
  test("by who left the team: it says so before the button, and uses nothing up", async () => {
    const grant = await fixture.putGrant();
    await fixture.admin.query("UPDATE principals SET groups = '{}' WHERE id = 'prn_dana'");
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    expect(await say(page, "This is not for you any more")).toContain(
      "You do not belong to the team Payments any more",
    );
    await fixture.admin.query("UPDATE principals SET groups = '{team-payments}' WHERE id = 'prn_dana'");
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("when somebody else was here first: every access ends, asked once and said once", async () => {
    const grant = await fixture.putGrant();
    await fixture.admin.query("UPDATE grants SET state = 'unconfirmed', revealed_at = now() WHERE id = $1", [grant.id]);
    fixture.signIn("dana");
    const page = await openPage(`/g/${grant.id}`);
    await say(page, "This was shown once");
    expect(await page.getByRole("link", { name: "It never arrived: make a new credential" }).count()).toBe(1);
    await press(page, "That was not me");
    await say(page, "Was it somebody else?");
    await press(page, "Go back");
    await press(page, "That was not me");
    await press(page, "It was not me: end every access");
    await say(page, "You said that it was not you");
    const { rows } = await fixture.admin.query("SELECT state FROM resources WHERE id = $1", [grant.resourceId]);
    expect(rows).toEqual([{ state: "frozen" }]);
    await page.reload();
    await say(page, "You said that it was not you");
  });
});
