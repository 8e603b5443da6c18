import { expect, type Page } from "@playwright/test";
import { fileRequest } from "./fixtures/file-request.ts";
import { readInstance } from "./fixtures/instance.ts";
import { openCredential } from "./fixtures/open-credential.ts";
import { choosePersona } from "./fixtures/people.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const lookSeconds = 5;

test("what was revealed is shown to nobody again: not after a reload, in a new tab, or in another browser", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const url = await readyGrant(dana);
  await dana.goto(url);
  const { password } = await openCredential(dana);

  await test.step("a reload", async () => {
    await dana.reload();
    await expectUsed(dana, password);
    await expect(dana.getByRole("main")).toContainText("If that was not you, say so");
  });

  await test.step("the way back", async () => {
    await dana.goto("about:blank");
    await dana.goBack();
    await expectUsed(dana, password);
  });

  await test.step("a new tab of the same browser", async () => {
    const tab = await dana.context().newPage();
    await tab.goto(url);
    await expectUsed(tab, password);
  });

  await test.step("another browser, where dana signs in on the reveal page itself", async () => {
    const other = await people.nobody();
    await other.goto(url);
    await expect(other.getByRole("heading", { name: "Sign in to open this" })).toBeVisible();
    await other.getByRole("button", { name: "Sign in" }).click();
    await choosePersona(other, "dana");
    await expectUsed(other, password);
  });
});

test("opening the page, GET and HEAD use nothing up, however long one looks", async ({ people }) => {
  const dana = await people.as("dana");
  const url = await readyGrant(dana);

  await test.step("a stranger to the issuer, with GET and HEAD on every address", async () => {
    const stranger = await people.nobody();
    const grantId = new URL(url).pathname.split("/").at(-1) ?? "";
    const statuses = { [`/g/${grantId}`]: 200, [`/v1/grants/${grantId}`]: 401, [`/v1/grants/${grantId}/claim`]: 405 };
    for (const [path, status] of Object.entries(statuses)) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await stranger.request.fetch(new URL(path, readInstance().revealUrl).href, { method });
        expect(answer.status(), `${method} ${path}`).toBe(status);
      }
    }
  });

  await test.step(`dana's own browser, signed in, looks for ${lookSeconds} seconds`, async () => {
    await dana.goto(url);
    await expect(dana.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
    await dana.waitForTimeout(lookSeconds * 1000);
    await expect(dana.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
    await dana.reload();
  });

  await test.step("afterwards it can still be revealed", async () => {
    expect((await openCredential(dana)).password).not.toBe("");
  });
});

test("of two tabs that press Reveal at the same time exactly one shows the credential", async ({ people }) => {
  const first = await people.as("dana");
  const url = await readyGrant(first);
  const second = await first.context().newPage();
  const tabs = [first, second];
  for (const tab of tabs) {
    await tab.goto(url);
    await expect(tab.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
  }
  await Promise.all(tabs.map((tab) => tab.getByRole("button", { name: "Reveal", exact: true }).click()));
  const ends = tabs.map((tab) => tab.getByText("Yours now").or(tab.getByText(/shown once$|opened right now/)));
  await Promise.all(ends.map((end) => expect(end).toBeVisible()));
  const winners = await Promise.all(tabs.map((tab) => tab.getByText("Yours now").isVisible()));
  expect(winners.filter(Boolean)).toHaveLength(1);
});

test("a credential hides itself after five minutes", async ({ people }) => {
  const dana = await people.as("dana");
  const url = await readyGrant(dana);
  await dana.clock.install();
  await dana.goto(url);
  const { password } = await openCredential(dana);
  await dana.clock.fastForward("04:00");
  await dana.getByRole("button", { name: "Keep five more minutes" }).click();
  await dana.clock.fastForward("04:30");
  await expect(dana.getByText("Yours now")).toBeVisible();
  await dana.clock.fastForward("00:31");
  await expect(dana.getByRole("heading", { name: "This was shown once" })).toBeVisible();
  expect(await dana.content()).not.toContain(password);
});

async function readyGrant(page: Page): Promise<string> {
  const { grants } = await fileRequest(page, { name: uniqueName("once") });
  return grants[0]?.url ?? "";
}

async function expectUsed(page: Page, password: string): Promise<void> {
  await expect(page.getByRole("heading", { name: "This was shown once" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reveal", exact: true })).toHaveCount(0);
  expect(await page.content()).not.toContain(password);
}
