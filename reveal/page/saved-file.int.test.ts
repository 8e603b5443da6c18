import { readFile } from "node:fs/promises";
import type { Browser } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { Secret } from "#domain/credentials/secret.ts";
import { fileLayout } from "#tests/factories/sample-layouts.ts";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let browser: Browser;
beforeAll(async () => {
  [fixture, browser] = await Promise.all([openRevealFixture({ LEASE_SECONDS: "30" }), openBrowser()]);
}, 300_000);
afterAll(async () => {
  await browser.close();
  await fixture[Symbol.asyncDispose]();
});

/** Notes what the page takes back of its object URLs. */
function watchRevocations(): void {
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.revokeObjectURL = (url) => {
    document.documentElement.dataset.revoked = url;
    revoke(url);
  };
}

test("a file is saved as it is, a value of several lines is shown as several, and both leave with the page", async () => {
  const token = "CANARY-one\nCANARY-two\nCANARY-three";
  const fields = { server: "https://k8s.example:6443", namespace: "orders", token: Secret.fromText(token) };
  const { id } = await fixture.putGrant({ credential: { type: fileLayout, fields } });
  fixture.signIn("dana");
  const context = await browser.newContext();
  await context.addInitScript(watchRevocations);
  const page = await context.newPage();
  const refused: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && refused.push(message.text())));
  const press = (name: string) => page.getByRole("button", { name }).click();
  await page.goto(`${fixture.url}/g/${id}`);
  await press("Reveal");
  const area = page.getByLabel("Token", { exact: true });
  await area.waitFor();
  expect(await page.getByLabel("Connection string").count()).toBe(0);
  expect(await page.locator("main").innerText()).not.toContain("CANARY");

  const [saved] = await Promise.all([page.waitForEvent("download"), press("Save kubeconfig.yaml")]);
  expect(saved.suggestedFilename()).toBe("kubeconfig.yaml");
  const kubeconfig = await readFile(await saved.path(), "utf8");
  expect(parse(kubeconfig)).toMatchObject({ users: [{ user: { token } }] });
  const revoked = () => page.evaluate(() => document.documentElement.dataset.revoked);
  await expect.poll(revoked, { timeout: 10_000 }).toMatch(/^blob:/);

  await press("Show Token");
  expect(await area.inputValue()).toBe(token);
  await press("Show kubeconfig.yaml");
  expect(await page.getByLabel("kubeconfig.yaml", { exact: true }).textContent()).toBe(kubeconfig);
  expect(await page.getByRole("tab").allInnerTexts()).toEqual(["kubectl", "CI variable", "Kubernetes Secret"]);

  await press("I have it, hide it now");
  await page.getByRole("heading", { name: "This was shown once" }).waitFor();
  expect(await page.content()).not.toContain("CANARY");
  expect(refused).toEqual([]);
  await context.close();
});
