import { createHash } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { fileRequest } from "./fixtures/file-request.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("signed out means signed out: the way back shows nothing, and the issuer asks again who it is", async ({
  people,
}) => {
  const page = await people.signIn("omar");
  await page.goto("/requests");
  await page.getByRole("button", { name: "Account of Omar Benali" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in");

  await page.goBack();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  expect((await page.request.get("/api/v1/requests")).status()).toBe(401);

  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Noor Haddad" })).toBeVisible();
});

test("a revoked session ends at its next call, and what was typed is kept for after the next sign-in", async ({
  people,
}) => {
  const page = await people.signIn("omar");
  await page.goto("/templates/postgres-small");
  const guardrails = page.getByRole("region", { name: "What the guardrails say" });
  await expect(guardrails).toContainText("Will be granted at once");
  await revokeSession(page);

  await page.getByRole("textbox", { name: "Name" }).fill("kept-name");
  await expect(guardrails.getByRole("alert")).toContainText("Your session has ended.");
  await page.getByRole("textbox", { name: "Purpose" }).fill("Typed after the end.");
  await page.getByRole("button", { name: "Submit request" }).click();
  await expect(page.getByRole("form").getByRole("alert")).toHaveCount(2);
  await expect(page.getByRole("textbox", { name: "Purpose" })).toHaveValue("Typed after the end.");

  await page.reload();
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Ftemplates%2Fpostgres-small$/);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("textbox", { name: "Purpose" })).toHaveValue("Typed after the end.");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("kept-name");
});

test("a role that is taken away is gone at the next call", async ({ people }) => {
  const dana = await people.as("dana");
  const { id, name } = await fileRequest(dana, { name: uniqueName("watched"), lifetimeHours: 960 });
  const sam = await people.signIn("sam");
  await sam.goto(`/requests/${id}`);
  await expect(sam.getByRole("heading", { name, level: 1 })).toBeVisible();

  const email = "sam@latchkey.test";
  const [before] = await queryLedger<{ groups: string[] }>("SELECT groups FROM principals WHERE email = $1", [email]);
  expect(before?.groups).toContain("security");
  try {
    await queryLedger("UPDATE principals SET groups = '{}' WHERE email = $1", [email]);
    await sam.reload();
    await expect(sam.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    expect((await sam.request.get(`/api/v1/requests/${id}`)).status()).toBe(404);
    await sam.goto("/requests");
    await expect(sam.getByRole("link", { name: "All", exact: true })).toHaveCount(0);
  } finally {
    await queryLedger("UPDATE principals SET groups = $2 WHERE email = $1", [email, before?.groups]);
  }
});

/** What an operator does: ends the one session whose token this browser holds. */
async function revokeSession(page: Page): Promise<void> {
  const cookie = (await page.context().cookies()).find(({ name }) => /^latchkey-\d+-session$/.test(name));
  const hash = createHash("sha256")
    .update(cookie?.value ?? "")
    .digest();
  const revoked = await queryLedger("UPDATE sessions SET revoked_at = now() WHERE token_hash = $1 RETURNING 1", [hash]);
  expect(revoked).toHaveLength(1);
}
