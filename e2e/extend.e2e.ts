import { expect, type Page } from "@playwright/test";
import type { RequestView } from "#domain/contracts/request.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { readInstance } from "./fixtures/instance.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

/** A thing that was ready two months ago and ends so soon: an operator moves times by hand, no page does. */
async function endIn(id: string, left: string): Promise<void> {
  await queryLedger(
    `UPDATE resources SET ready_at = ready_at - interval '60 days', first_claim_at = NULL, extended_until = NULL,
       extended_at = NULL, expires_at = clock_timestamp() + $2::interval WHERE id = $1`,
    [id, left],
  );
}

async function approve(page: Page, id: string): Promise<void> {
  const headers = { origin: readInstance().publicUrl };
  const { digest } = (await (await page.request.get(`/api/v1/requests/${id}`)).json()) as RequestView;
  const data = { verdict: "approve", comment: "", digest };
  const decided = await page.request.post(`/api/v1/requests/${id}/decisions`, { headers, data });
  expect(decided.ok()).toBe(true);
}

test("what ends soon is extended from the inbox by one click, the next time after a human agreed", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const lee = await people.as("lee");
  const name = uniqueName("lasting");
  const id = (await fileRequest(dana, { name, lifetimeHours: 400 })).resource?.id ?? "";

  await test.step("a warning is in the inbox, and one click there extends it, free", async () => {
    await endIn(id, "20 hours");
    const row = dana.getByRole("listitem").filter({ hasText: `Expires soon: ${name}` });
    await expect(async () => {
      await dana.goto("/inbox");
      await expect(row).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 45_000 });
    await expectAccessible(dana, "extending");
    await row.getByRole("button", { name: "Extend" }).click();
    await expect(dana.getByText(new RegExp(`${name} lasts until \\d{4}-`))).toBeVisible();
    await expect(row.getByRole("button", { name: "Extend" })).toBeHidden();
  });

  await test.step("its page says how long it lasts, and that the free extension is spent", async () => {
    await dana.goto(`/resources/${id}`);
    await expect(dana.getByRole("region", { name: "Its life" })).toContainText("extended once");
    await endIn(id, "20 hours");
    await dana.goto("/resources?ends=soon");
    await expect(dana.getByRole("row").filter({ hasText: name })).toContainText("(soon)");
    await dana.goto(`/resources/${id}?extend=ask`);
    await expect(dana.getByText("has to be agreed to by a human")).toBeVisible();
    await expectAccessible(dana, "extending");
  });

  await test.step("another length can be chosen, and what it does is said before it is asked for", async () => {
    const before = await dana.locator("time").allTextContents();
    await dana.getByRole("combobox", { name: "How long from now" }).click();
    await dana.getByRole("option", { name: "7 days" }).click();
    await expect(dana).toHaveURL(/hours=168/);
    const until = new Date(Date.now() + 168 * 3_600_000).toISOString().slice(0, 10);
    await expect(dana.getByText(`An extension until ${until}`)).toBeVisible();
    expect(before).not.toContain(until);
    await expectAccessible(dana, "choosing a length");
  });

  await test.step("the second one waits, in the queue of a lead, for what it is", async () => {
    await dana.getByRole("button", { name: "Ask to extend" }).click();
    await expect(dana.getByText("Its extension waits for a human")).toBeVisible();
    await dana.getByRole("link", { name: "Open the request" }).click();
    await expect(dana.getByRole("heading", { name: `Extend ${name}`, level: 1 })).toBeVisible();
    await expect(dana.getByRole("region", { name: "What will be extended" })).toContainText("once");
    const asked = dana.url().split("/").at(-1) ?? "";
    await lee.goto(`/approvals/${asked}`);
    await expect(lee.getByRole("heading", { name: `Extend ${name}` }).first()).toBeVisible();
    await expect(lee.getByRole("region", { name: "What will be extended" })).toContainText("New end");
    await expectAccessible(lee, "an extension to decide on");
    await approve(lee, asked);
    // Before it is done, the page names how often it was extended, and leads nowhere.
    await dana.getByRole("link", { name: "Go to the resource" }).click();
    await expect(dana.getByRole("region", { name: "Its life" })).toContainText("extended 2 times");
  });
});

test("what has expired is frozen with its data, and restored with a new lifetime", async ({ people }) => {
  const dana = await people.as("dana");
  const name = uniqueName("thawed");
  const id = (await fileRequest(dana, { name })).resource?.id ?? "";
  await endIn(id, "-1 second");
  await expect(async () => {
    await dana.goto(`/resources/${id}`);
    await expect(dana.getByText("Its time is over")).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  const restore = dana.getByRole("button", { name: "Restore" });
  await expect(async () => {
    await dana.reload();
    await expect(restore).not.toHaveAttribute("aria-disabled", "true", { timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  await restore.click();
  await dana.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await expect(async () => {
    await dana.goto(`/resources/${id}`);
    await expect(dana.getByRole("region", { name: "Its life" })).toContainText("extended once", { timeout: 1000 });
    await expect(dana.getByText("Active").first()).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
});

test("a production release waits for another person, and destroys nothing before", async ({ people }) => {
  const dana = await people.as("dana");
  const lee = await people.as("lee");
  const priya = await people.as("priya");
  const name = uniqueName("retiring");
  const request = await fileRequest(dana, { name, environment: "production" });
  await approve(priya, request.id);
  await dana.goto(`/requests/${request.id}`);
  await expect(async () => {
    await dana.goto("/resources?q=" + name);
    await dana.getByRole("link", { name }).click({ timeout: 1000 });
    await expect(dana).toHaveURL(/\/resources\/res_/, { timeout: 2000 });
    await expect(dana.getByText("Active").first()).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 30_000 });
  const resourcePage = dana.url();

  await test.step("the window says so before, and the page after", async () => {
    await dana.getByRole("button", { name: "Release" }).click();
    const dialog = dana.getByRole("dialog", { name: `Release ${name}?` });
    await expect(dialog).toContainText("A human has to agree, and it cannot be you");
    await dialog.getByRole("textbox").fill(name);
    await dialog.getByRole("button", { name: "Release" }).click();
    await expect(dialog).toBeHidden();
    await expect(dana.getByText("Its destruction waits for a human")).toBeVisible();
    await expect(dana.getByText("Active").first()).toBeVisible();
  });

  await test.step("a lead sees what would be destroyed, agrees, and it is gone", async () => {
    await dana.getByRole("link", { name: "Open the request" }).click();
    await expect(dana.getByRole("heading", { name: `Destroy ${name}`, level: 1 })).toBeVisible();
    const asked = dana.url().split("/").at(-1) ?? "";
    await lee.goto(`/approvals/${asked}`);
    await expect(lee.getByRole("region", { name: "What will be destroyed" })).toContainText("That cannot be undone.");
    await approve(lee, asked);
    await expect(dana.getByText("Destroyed, and its absence proven")).toBeVisible({ timeout: 30_000 });
    await dana.goto(resourcePage);
    await expect(dana.getByRole("main")).toContainText("Destroyed");
  });
});
