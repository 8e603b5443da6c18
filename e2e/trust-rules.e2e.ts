import { expect, type Page } from "@playwright/test";
import { sampleTokens } from "#tests/factories/trust-rules.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { readInstance } from "./fixtures/instance.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What a run says of itself, unsigned: the tester reads it and says that it would not be taken. */
function runToken(repositoryId: string, change: Record<string, string> = {}): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { ...sampleTokens.github, repository_id: repositoryId, iat, exp: iat + 300, ...change };
  return [encode({ alg: "RS256", typ: "JWT" }), encode(claims), "c2lnbmF0dXJl"].join(".");
}

const newRepositoryId = () => String(Math.floor(Math.random() * 1e12) + 1);

async function createAccount(page: Page, name: string): Promise<void> {
  const answer = await page.request.post("/api/v1/service-accounts", {
    headers: { origin: readInstance().publicUrl },
    data: { team: "payments", name },
  });
  expect(answer.status()).toBe(201);
}

async function testToken(page: Page, token: string): Promise<void> {
  await page.goto("/trust-rules/test");
  await page.getByRole("textbox", { name: "Token of a workload" }).fill(token);
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(page.getByText("The token would not be taken")).toBeVisible();
}

test("a lead pastes a job's token, saves the rule that is proposed, sees it met, and revokes it", async ({
  people,
}) => {
  const lee = await people.as("lee");
  const name = uniqueName("ci");
  await createAccount(lee, name);
  const repositoryId = newRepositoryId();
  const token = runToken(repositoryId);
  await lee.goto("/service-accounts");
  await lee.getByRole("link", { name: "Trust rules" }).click();
  await lee.getByRole("link", { name: "Test a token" }).first().click();
  await lee.getByRole("button", { name: "Test", exact: true }).click();
  await expect(lee.getByRole("textbox", { name: "Token of a workload" })).toHaveAccessibleDescription(/Paste a token/);
  await testToken(lee, token);
  await expect(lee.getByText("It meets no rule that you may see.")).toBeVisible();
  await expect(lee.getByRole("textbox", { name: "Token of a workload" })).toHaveValue("");
  expect(await lee.content()).not.toContain(token.slice(40, 120));

  await lee.getByRole("button", { name: "Use this rule" }).click();
  const dialog = lee.getByRole("dialog");
  await expect(dialog.getByRole("textbox", { name: "repository_id" })).toHaveValue(repositoryId);
  await dialog.getByRole("combobox", { name: "Service account" }).click();
  await lee.getByRole("option", { name: `payments/${name}` }).click();
  await dialog.getByRole("textbox", { name: "What it is for" }).fill(`Deploys ${name}.`);
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(lee.getByRole("heading", { name: "Trust rules", level: 1 })).toBeVisible();
  const row = lee.getByRole("listitem").filter({ hasText: `Deploys ${name}.` });
  await expect(row).toContainText(repositoryId);
  await expect(row).toContainText("Active");

  await testToken(lee, token);
  const met = lee.getByRole("region", { name: "Rules that it meets" });
  await expect(met).toContainText(`Deploys ${name}.`);
  await expect(met).toContainText("Whoever may start the workflow is let in.");
  await testToken(lee, runToken(repositoryId, { environment: "staging" }));
  await expect(lee.getByRole("region", { name: "Rules that it does not meet" })).toContainText(
    "environment must be production, and is staging",
  );

  await lee.goto(`/trust-rules?q=${name}`);
  await row.getByRole("button", { name: "Revoke" }).click();
  await lee.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row).toContainText("Revoked");
  await testToken(lee, token);
  await expect(lee.getByText("It meets no rule that you may see.")).toBeVisible();
});

test("what a rule must not say is told at its field, and nothing is saved", async ({ people }) => {
  const lee = await people.as("lee");
  await createAccount(lee, uniqueName("ci"));
  await lee.goto("/trust-rules");
  await lee.getByRole("button", { name: "Create trust rule" }).click();
  const dialog = lee.getByRole("dialog");
  const field = (name: string) => dialog.getByRole("textbox", { name, exact: true });
  await field("repository_id").fill("9*");
  await field("environment").fill("production");
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(field("repository_id")).toHaveAccessibleDescription(/Write the exact value/);
  await expect(field("repository_owner_id")).toHaveAccessibleDescription(/Bind repository_owner_id/);
  await expect(field("job_workflow_ref")).toHaveAccessibleDescription(/any workflow/);
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expectAccessible(lee, "a trust rule with mistakes");
});

test("a member sees the rules and is told who manages them; a stranger sees none of them", async ({ people }) => {
  const lee = await people.as("lee");
  const name = uniqueName("ci");
  await createAccount(lee, name);
  await testToken(lee, runToken(newRepositoryId()));
  await lee.getByRole("button", { name: "Use this rule" }).click();
  const dialog = lee.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Service account" }).click();
  await lee.getByRole("option", { name: `payments/${name}` }).click();
  await dialog.getByRole("button", { name: "Create", exact: true }).click();
  await expect(lee.getByRole("heading", { name: "Trust rules", level: 1 })).toBeVisible();
  const dana = await people.as("dana");
  await dana.goto(`/trust-rules?q=${name}`);
  await expect(dana.getByRole("button", { name: "Create trust rule" })).toHaveAccessibleDescription(/Only leads/);
  await expect(dana.getByRole("button", { name: "Revoke" })).toHaveAccessibleDescription(/Only leads of payments/);
  const noor = await people.as("noor");
  await noor.goto(`/trust-rules?q=${name}`);
  await expect(noor.getByText("No trust rule matches")).toBeVisible();
});

test("trust rules are for everybody, in every theme and on a phone", async ({ people }) => {
  const lee = await people.as("lee");
  await createAccount(lee, uniqueName("ci"));
  await testToken(lee, runToken(newRepositoryId()));
  await expectAccessible(lee, "a token, tested");
  await lee.getByRole("button", { name: "Use this rule" }).click();
  await expect(lee.getByRole("dialog")).toBeVisible();
  await expectAccessible(lee, "a trust rule, being made");
  await lee.getByRole("dialog").getByRole("button", { name: "Create", exact: true }).click();
  await expect(lee.getByRole("list", { name: "Trust rules" })).toBeVisible();
  await expectAccessible(lee, "trust rules");
  await testToken(lee, runToken(newRepositoryId(), { environment: "", ref_protected: "false" }));
  await expect(lee.getByText("No rule can name this workload")).toBeVisible();
  await expectAccessible(lee, "a token that no rule can name");
});
