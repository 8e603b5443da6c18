import { expect, type BrowserContextOptions } from "@playwright/test";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("on a phone, by touch, from the catalog to the credential", async ({ people }) => {
  const page = await people.as("dana", phone);
  const name = uniqueName("pocket");
  await page.goto("/requests");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Catalog" }).tap();
  await page.getByRole("link", { name: "Postgres, small" }).tap();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("radio", { name: "staging" }).tap();
  await page.getByRole("textbox", { name: "Purpose" }).fill("Asked for on the train.");
  await expect(page.getByText("Will be granted at once")).toBeVisible();
  await page.getByRole("button", { name: "Submit request" }).tap();
  await expect(page.getByText("Your credentials are ready")).toBeVisible();

  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "Reveal credentials" }).tap();
  const reveal = await opened;
  await reveal.getByRole("button", { name: "Reveal", exact: true }).tap();
  await expect(reveal.getByRole("textbox", { name: "Host", exact: true })).toBeVisible();
  await reveal.getByRole("button", { name: "Show Password" }).tap();
  await reveal.getByRole("button", { name: "I have it, hide it now" }).tap();
  await expect(reveal.getByRole("heading", { name: "This was shown once" })).toBeVisible();
});
