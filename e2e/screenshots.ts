/**
 * `npm run screenshots` draws the pictures of the documents anew, from a product started for it on a fresh home: run it
 * after a change of what they show.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium, expect, type BrowserContextOptions, type Page } from "@playwright/test";
import config from "../playwright.config.mjs";
import startInstance from "../scripts/test/start-instance.mjs";
import { fileRequest } from "./fixtures/file-request.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { createPeople, type People } from "./fixtures/people.ts";

const directory = fileURLToPath(new URL("../docs/images/", import.meta.url));

const options: BrowserContextOptions = {
  baseURL: config.use?.baseURL,
  locale: "en-GB",
  timezoneId: "UTC",
  viewport: { width: 1200, height: 750 },
  deviceScaleFactor: 1.4,
  reducedMotion: "reduce",
};

await mkdir(directory, { recursive: true });
const stopInstance = await startInstance();
const browser = await chromium.launch(config.use?.launchOptions);
try {
  const people = createPeople(browser, new Map());
  await drawForm(people);
  await drawRequest(people);
  await drawApproval(people);
} finally {
  await browser.close();
  await stopInstance();
}

/** The form, with what the guardrails say to it and the remedy they offer. */
async function drawForm(people: People): Promise<void> {
  const dana = await people.as("dana", options);
  await dana.goto("/templates/postgres-small");
  await fillRequest(dana, { name: "orders-db", purpose: "Keeps the orders of the checkout.", days: 60 });
  await expect(dana.getByRole("button", { name: "Apply lifetime 30 days" })).toBeVisible();
  await dana.setViewportSize({ width: 1200, height: 1150 });
  await draw(dana, "form");
}

/** A request that is ready, and the page on which its credential is revealed. */
async function drawRequest(people: People): Promise<void> {
  const dana = await people.as("dana", options);
  const request = await fileRequest(dana, { name: "orders-db" });
  await dana.goto(`/requests/${request.id}`);
  await expect(dana.getByText("Your credentials are ready")).toBeVisible();
  await draw(dana, "request");
  await dana.setViewportSize({ width: 1000, height: 980 });
  await dana.goto(request.grants[0]?.url ?? "");
  await dana.getByRole("button", { name: "Reveal", exact: true }).click();
  await expect(dana.getByText("Yours now")).toBeVisible();
  await draw(dana, "reveal");
}

/** A request in production in an approver's queue, in the dark. */
async function drawApproval(people: People): Promise<void> {
  const dana = await people.as("dana", options);
  const { id } = await fileRequest(dana, {
    name: "ledger-db",
    environment: "production",
    purpose: "The ledger that customers pay by, once it has left the monolith.",
  });
  const priya = await people.as("priya", { ...options, colorScheme: "dark" });
  await priya.goto(`/approvals/${id}`);
  await expect(priya.getByRole("region", { name: "What will be built" })).toBeVisible();
  await priya.getByRole("textbox", { name: "Comment" }).fill("Agreed in the review of last Thursday.");
  await draw(priya, "approval");
}

/** Draws the top of the page, once typefaces are there and nothing is marked as under way. */
async function draw(page: Page, name: string): Promise<void> {
  await expect(page.getByText("checking…")).toHaveCount(0);
  await page.evaluate(() => {
    window.scrollTo(0, 0);
    return document.fonts.ready;
  });
  await page.screenshot({ path: `${directory}${name}.png`, animations: "disabled", caret: "hide" });
}
