import { expect } from "@playwright/test";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { test } from "./fixtures/test.ts";

test("somebody who is not signed in reads how to ask for a database, from the index to what the answer holds", async ({
  people,
}) => {
  const page = await people.nobody();
  await page.goto("/docs/api");
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
  await expectAccessible(page, "the index of the reference");
  await page.getByRole("main").getByRole("link", { name: "Submit a request" }).click();
  await expect(page).toHaveURL(/\/docs\/api\/requests#submitRequest$/);
  const operation = page.getByRole("article", { name: "Submit a request" });
  await expect(operation).toBeInViewport();
  await expect(operation.getByText("/api/v1/requests", { exact: true })).toBeVisible();
  await expect(operation.getByText("requests:write")).toBeVisible();
  await expect(operation.getByLabel("Submit a request, with curl", { exact: true })).toContainText("Idempotency-Key");
  await expect(operation.getByLabel("Submit a request, with latchkey", { exact: true })).toContainText(
    "latchkey request create",
  );
  await expectAccessible(page, "the operations of a tag");

  await operation.getByText("Example", { exact: true }).first().click();
  await operation.getByRole("link", { name: "Request", exact: true }).click();
  await expect(page).toHaveURL(/\/docs\/api\/schemas#request$/);
  await expect(page.getByRole("heading", { level: 2, name: "Request", exact: true })).toBeInViewport();
  await expectAccessible(page, "what answers hold");
});

test("the reference is read without a script, by keyboard, and leads from a problem to its page", async ({
  people,
}) => {
  const page = await people.nobody({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await page.goto("/docs/api/requests");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  const problem = page
    .getByRole("article", { name: "Approve or reject a request, or offer less instead" })
    .getByRole("link", { name: "digest_stale" });
  await problem.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/docs\/errors\/digest_stale$/);
  await expect(page.getByText("digest_stale").first()).toBeVisible();
});

test("an address of the reference that leads nowhere says so, and a reader finds the reference in the menu", async ({
  people,
}) => {
  const page = await people.as("dana");
  await page.goto("/docs/api/nothing");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.goto("/");
  await page.getByRole("button", { name: "Account of Dana Okafor" }).click();
  await page.getByRole("menuitem", { name: "API reference" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API reference" })).toBeVisible();
});
