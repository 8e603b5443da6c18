import { expect } from "@playwright/test";
import { fillRequest } from "./fixtures/fill-request.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a denied request is fixed with one click on its remedy and goes through", async ({ people }) => {
  const page = await people.as("dana");
  const name = uniqueName("longlived");
  const guardrails = page.getByRole("region", { name: "What the guardrails say" });
  let denial = "";

  await test.step("before submit the form says that it would be denied, and how to fix it", async () => {
    await page.goto("/templates/postgres-small");
    await fillRequest(page, { name, purpose: "Outlives its environment.", days: 40 });
    await expect(guardrails).toContainText("Would be denied");
    await expect(guardrails.getByRole("button", { name: "Apply lifetime 30 days" })).toBeVisible();
    denial = await guardrails.getByRole("list", { name: "Binding rules" }).innerText();
    expect(denial).toContain("lifetime.cap");
    await expect(page.getByText("A guardrail stands in the way")).toBeVisible();
  });

  await test.step("submitted all the same, it is denied with the same words", async () => {
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page.getByText("A guardrail does not allow this")).toBeVisible();
    const decision = page.getByRole("region", { name: "Decision" });
    await expect(decision).toContainText("Denied");
    expect(await decision.getByRole("list", { name: "Binding rules" }).innerText()).toBe(denial);
  });

  await test.step("one click on the remedy fills the form in, cured", async () => {
    await page.getByRole("link", { name: "Apply lifetime 30 days" }).click();
    await expect(page.getByRole("spinbutton", { name: "Lifetime" })).toHaveValue("30");
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(name);
    await expect(page.getByRole("textbox", { name: "Purpose" })).toHaveValue("Outlives its environment.");
    await expect(guardrails).toContainText("Will be granted at once");
  });

  await test.step("and it goes through", async () => {
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page.getByText("Your credentials are ready")).toBeVisible();
  });
});

test("the form applies a remedy in place: too long, too large, a name that is taken", async ({ people }) => {
  const page = await people.as("dana");
  const name = uniqueName("cured");
  const guardrails = page.getByRole("region", { name: "What the guardrails say" });
  await page.goto("/templates/postgres-large");
  await fillRequest(page, { name, purpose: "Asks for too much.", days: 400 });
  await page.getByRole("radio", { name: "Large", exact: true }).click();
  await expect(guardrails).toContainText("Would be denied");

  await guardrails.getByRole("button", { name: "Apply lifetime 30 days" }).click();
  await expect(page.getByRole("spinbutton", { name: "Lifetime" })).toHaveValue("30");
  await expect(guardrails).toContainText("Would be denied");
  await guardrails.getByRole("button", { name: "Apply size medium" }).click();
  await expect(page.getByRole("radio", { name: "Medium" })).toBeChecked();
  await expect(guardrails).toContainText("Will be granted at once");

  await page.getByRole("textbox", { name: "Name" }).fill("postgres");
  await expect(guardrails).toContainText("Would be denied");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await expect(guardrails).toContainText("Will be granted at once");
});
