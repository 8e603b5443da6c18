import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

/** Makes an account of payments as lee; ends on its page. */
async function createAccount(lee: Page, name: string): Promise<void> {
  await lee.goto("/service-accounts");
  await lee.getByRole("button", { name: "Create service account" }).click();
  const dialog = lee.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("textbox", { name: "What it is for" }).fill("Answers in the payments channel.");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(lee.getByRole("heading", { name, level: 1 })).toBeVisible();
}

test("a lead makes an account and a token that is shown once, and ends both", async ({ people }) => {
  const lee = await people.as("lee");
  const name = uniqueName("bot");
  await createAccount(lee, name);
  await expect(lee.getByText("It has no token yet")).toBeVisible();

  await lee.getByRole("button", { name: "Create token" }).click();
  const dialog = lee.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "Release the team's resources" }).check();
  await dialog.getByRole("textbox", { name: "Days until it expires" }).fill("91");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(dialog.getByRole("textbox", { name: /Days/ })).toHaveAccessibleDescription(/from 1 to 90/);
  await dialog.getByRole("textbox", { name: "Days until it expires" }).fill("90");
  await dialog.getByRole("button", { name: "Create token" }).click();

  await expect(lee.getByText("it is not shown again, to anybody")).toBeVisible();
  const token = String(await lee.getByText(/^latchkey_sa_\w{49}$/).textContent());
  await expect(lee.getByRole("button", { name: "Copy the token" })).toBeVisible();
  const call = () => lee.request.get("/api/v1/requests", { headers: { authorization: `Bearer ${token}` } });
  expect((await call()).status()).toBe(200);
  await lee.getByRole("button", { name: "I have stored it" }).click();
  await lee.reload();
  await expect(lee.getByText("resources:write")).toBeVisible();
  expect(await lee.content()).not.toContain(token.slice(17));

  await lee.getByRole("button", { name: "Revoke token" }).click();
  await lee.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
  await expect(lee.getByRole("listitem").filter({ hasText: "resources:write" })).toContainText("Revoked");
  expect((await call()).status()).toBe(401);

  await lee.getByRole("button", { name: "Revoke", exact: true }).click();
  await lee.getByRole("textbox", { name: `Type ${name} to confirm` }).fill(name);
  await lee.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(lee.getByRole("dialog")).toHaveCount(0);
  await expect(lee.getByRole("button", { name: "Revoke", exact: true })).toHaveAccessibleDescription(
    "It is revoked already.",
  );
});

test("a member sees the account and is told who manages it; a stranger finds nothing", async ({ people }) => {
  const lee = await people.as("lee");
  const name = uniqueName("bot");
  await createAccount(lee, name);
  const address = lee.url();
  const dana = await people.as("dana");
  await dana.goto("/service-accounts");
  const create = dana.getByRole("button", { name: "Create service account" });
  await expect(create).toHaveAccessibleDescription("Only leads of a team and the platform team make service accounts.");
  await dana.getByRole("link", { name }).click();
  for (const button of ["Create token", "Revoke"]) {
    await expect(dana.getByRole("button", { name: button, exact: true })).toHaveAccessibleDescription(
      /Only leads of payments/,
    );
  }
  const noor = await people.as("noor");
  const answer = await noor.goto(address);
  expect(answer?.status()).toBe(404);
  await noor.goto(`/service-accounts?q=${name}`);
  await expect(noor.getByText("No service account matches")).toBeVisible();
});

test("service accounts are for everybody, in every theme and on a phone", async ({ people }) => {
  const lee = await people.as("lee");
  const name = uniqueName("bot");
  await createAccount(lee, name);
  await lee.getByRole("button", { name: "Create token" }).click();
  await expect(lee.getByRole("dialog")).toBeVisible();
  await expectAccessible(lee, "a token, being made");
  await lee.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  await expect(lee.getByText("Here is the token")).toBeVisible();
  await expectAccessible(lee, "a token, made");
  await lee.goto("/service-accounts");
  await expect(lee.getByRole("link", { name })).toBeVisible();
  await expectAccessible(lee, "service accounts");
  await lee.goto("/service-accounts?q=no-such-name");
  await expect(lee.getByText("No service account matches")).toBeVisible();
  await lee.getByRole("button", { name: "Create service account" }).click();
  await expect(lee.getByRole("dialog")).toBeVisible();
  await expectAccessible(lee, "a service account, being made");
});
