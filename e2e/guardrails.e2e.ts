import { expect, type Page } from "@playwright/test";
import { fakeSecrets } from "#tests/factories/fake-secrets.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("choosing production and restricted changes what the form says, with the rule named at each change", async ({
  people,
}) => {
  const page = await people.as("dana");
  await page.goto("/templates/postgres-small");
  await fillRequest(page, { name: uniqueName("vault"), purpose: "Holds what few may see." });
  await expect(guardrails(page)).toContainText("Will be granted at once");
  const changes = page.getByRole("region", { name: "What your choices change" });
  await expect(changes).toHaveCount(0);

  await test.step("production: who approves, what it costs, how long it lives", async () => {
    await page.getByRole("radio", { name: "Production" }).click();
    await expect(change(changes, "Approval")).toContainText("nobody is asked → one person of platform");
    await expect(change(changes, "Approval")).toContainText("approval.environment");
    await expect(change(changes, "Cost")).toContainText("$9 a month, $2.07 in all → $18 a month, $4.14 in all");
    await expect(change(changes, "Cost")).toContainText("rate card");
    await expect(change(changes, "Lifetime")).toContainText("at most 30 days → at most 1 year");
  });

  await test.step("restricted: how it is delivered and opened, and for how long it may live", async () => {
    await page.getByRole("radio", { name: "restricted" }).click();
    await expect(change(changes, "Delivery")).toContainText("on the recipient's enrolled device only");
    await expect(change(changes, "Delivery")).toContainText("classification.handling");
    await expect(change(changes, "To open it")).toContainText("signed in → signed in within 5 minutes");
    await expect(change(changes, "Rotation due")).toContainText("never by itself → every 30 days");
    await expect(change(changes, "Lifetime")).toContainText("at most 30 days → at most 90 days");
    await expect(change(changes, "Lifetime")).toContainText("matrix.cell");
    await expect(page.getByRole("spinbutton", { name: "Lifetime" })).toHaveAccessibleDescription(
      /Lifetime now at most 90 days, was 30 days — matrix\.cell/,
    );
  });

  await test.step("and back again nothing is said to have changed", async () => {
    await page.getByRole("radio", { name: "internal" }).click();
    await page.getByRole("radio", { name: "Development" }).click();
    await expect(changes).toHaveCount(0);
  });
});

test("the smallest change is applied in the form with one press, and what is submitted is granted at once", async ({
  people,
}) => {
  const page = await people.as("dana");
  await page.goto("/templates/postgres-large");
  await fillRequest(page, { name: uniqueName("eager"), purpose: "Asks for too much.", days: 300 });
  await page.getByRole("radio", { name: "Extra large" }).click();
  await expect(guardrails(page)).toContainText("Would be granted at once with: lifetime 30 days, size medium");
  await guardrails(page).getByRole("button", { name: "Apply: lifetime 30 days, size medium" }).click();
  await expect(guardrails(page)).toContainText("Will be granted at once");
  await expect(page.getByRole("spinbutton", { name: "Lifetime" })).toHaveValue("30");
  await expect(page.getByRole("radio", { name: "Medium" })).toBeChecked();
  await page.getByRole("button", { name: "Submit request" }).click();
  await expect(page.getByText("Your credentials are ready")).toBeVisible();
});

test("a denied request is repaired by its smallest change", async ({ people }) => {
  const page = await people.as("dana");
  const denied = await fileRequest(page, {
    name: uniqueName("denied"),
    template: "postgres-large",
    lifetimeHours: 8000,
    parameters: { size: "xlarge" },
  });
  expect(denied.state).toBe("denied");
  await page.goto(`/requests/${denied.id}`);
  const decision = page.getByRole("region", { name: "Decision" });
  await expect(decision).toContainText("Would have been granted at once with: lifetime 30 days, size medium");
  await decision.getByRole("link", { name: "Apply: lifetime 30 days, size medium" }).click();
  const changes = page.getByRole("region", { name: `Compared with ${denied.name} in Development` });
  await expect(change(changes, "Size")).toContainText("xlarge → medium");
  await expect(guardrails(page)).toContainText("Will be granted at once");
  await page.getByRole("button", { name: "Submit request" }).click();
  await expect(page.getByText("Your credentials are ready")).toBeVisible();
});

test("what is held in development is asked for in staging, compared with the original", async ({ people }) => {
  const page = await people.as("dana");
  const ready = await fileRequest(page, { name: uniqueName("promoted") });
  await page.goto(`/requests/${ready.id}`);
  await page.getByRole("link", { name: "Ask for the same in Staging" }).click();
  const changes = page.getByRole("region", { name: `Compared with ${ready.name} in Development` });
  await expect(change(changes, "Environment")).toContainText("dev → staging");
  await expect(change(changes, "Lifetime")).toContainText("at most 30 days → at most 90 days");
  await page.getByRole("button", { name: "Submit request" }).click();
  await expect(page.getByText("Your credentials are ready")).toBeVisible();
  await expect(page.getByRole("link", { name: "Ask for the same in Production" })).toBeVisible();
});

test("a secret in the purpose is refused at its field, and never shown again", async ({ people }) => {
  const page = await people.as("dana");
  const secret = fakeSecrets["GitHub personal token"] ?? "";
  await page.goto("/templates/postgres-small");
  await fillRequest(page, { name: uniqueName("leaky"), purpose: `Uses ${secret} for now.` });
  const purpose = page.getByRole("textbox", { name: "Purpose" });
  await expect(purpose).toHaveAttribute("aria-invalid", "true");
  await expect(purpose).toHaveAccessibleDescription(/looks like a secret/);
  await expect(purpose).not.toHaveAccessibleDescription(new RegExp(secret));
  await page.getByRole("button", { name: "Submit request" }).click();
  await expect(purpose).toHaveAccessibleDescription(/looks like a secret/);
  await expect(page).toHaveURL(/templates/);
  await purpose.fill("Uses nothing for now.");
  await expect(purpose).not.toHaveAttribute("aria-invalid", "true");
});

test("the guardrails are everybody's to read; replay, shadow and the catalog set are for those who keep them", async ({
  people,
}) => {
  const page = await people.as("dana");
  await page.goto("/guardrails/matrix");
  const matrix = page.getByRole("table", { name: "Databases, caches and queues" });
  await expect(matrix.getByRole("row", { name: /^Production/ })).toContainText("1 of platform within 3 days");
  await expect(matrix.getByRole("row", { name: /^Development/ })).toContainText("Denied");
  const tabs = page.getByRole("navigation", { name: "Views of the guardrails" });
  await tabs.getByRole("link", { name: "Handling" }).click();
  await expect(page.getByRole("table", { name: "Handling of data" })).toContainText("within 5 minutes");
  await tabs.getByRole("link", { name: "Environments" }).click();
  await expect(page.getByRole("region", { name: "Production" })).toContainText("1 of platform within 3 days");

  for (const [name, path] of [
    ["Replay", "replay"],
    ["Shadow", "shadow"],
    ["Catalog set", "catalog"],
  ] as const) {
    await page.goto("/guardrails/matrix");
    await expect(tabs.getByRole("link", { name, exact: true })).toHaveCount(0);
    await page.goto(`/guardrails/${path}`);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
  const priya = await people.as("priya");
  await priya.goto("/guardrails/matrix");
  await expect(priya.getByRole("link", { name: "Replay", exact: true })).toBeVisible();
});

function guardrails(page: Page) {
  return page.getByRole("region", { name: "What the guardrails say" });
}

/** The line of a list of changes that is about one thing. */
function change(changes: ReturnType<Page["getByRole"]>, term: string) {
  return changes.getByRole("listitem").filter({ has: changes.page().getByText(term, { exact: true }) });
}
