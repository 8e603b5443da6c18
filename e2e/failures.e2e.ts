import { expect, type Page } from "@playwright/test";
import { requestListSchema, requestSchema } from "#domain/contracts/request.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { readInstance } from "./fixtures/instance.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script> \u202Eright to left\u202C שלום 👩‍💻🔑 &amp; {{7*7}} \${7*7} '; DROP TABLE requests; --`;

test("when the guardrails can not be asked, the form says so, keeps everything, and asks again", async ({ people }) => {
  const page = await people.as("dana");
  const name = uniqueName("offline");
  const guardrails = page.getByRole("region", { name: "What the guardrails say" });
  await page.goto("/templates/postgres-small");
  await expect(guardrails).toContainText("Will be granted at once");

  await page.route("**/api/v1/policy/preview", (route) => route.abort("connectionrefused"));
  await fillRequest(page, { name, purpose: "Typed in a tunnel.", environment: "staging", days: 5 });
  await expect(guardrails.getByRole("alert")).toContainText("The server could not be reached.");
  await expectFilled(page, name);

  await page.unroute("**/api/v1/policy/preview");
  await page.route("**/api/v1/policy/preview", (route) => route.fulfill({ status: 500, body: "not even JSON" }));
  await page.getByRole("spinbutton", { name: "Lifetime" }).fill("6");
  await expect(guardrails.getByRole("alert")).toContainText("Something went wrong on the server.");
  await page.getByRole("spinbutton", { name: "Lifetime" }).fill("5");

  await page.unroute("**/api/v1/policy/preview");
  await page.reload();
  await expect(page.getByText("What you typed here before is still there.")).toBeVisible();
  await expectFilled(page, name);
  await expect(guardrails).toContainText("Will be granted at once");
});

test("on a slow network the last answer stays in sight, marked as being checked", async ({ people }) => {
  const page = await people.as("dana");
  const guardrails = page.getByRole("region", { name: "What the guardrails say" });
  await page.goto("/templates/postgres-small");
  await expect(guardrails).toContainText("Will be granted at once");
  const held: (() => void)[] = [];
  await page.route("**/api/v1/policy/preview", async (route) => {
    await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  await page.getByRole("radio", { name: "production" }).click();
  await expect.poll(() => held.length).toBe(1);
  await expect(guardrails).toContainText("checking…");
  await expect(guardrails).toContainText("Will be granted at once");
  held.forEach((release) => release());
  await expect(guardrails).toContainText("Will wait for approval");
  await expect(guardrails).not.toContainText("checking…");
});

test("an answer that is lost and a double click each file one request", async ({ people }) => {
  const page = await people.as("dana");

  await test.step("the answer is lost: the form keeps everything, and a second try finds what the first filed", async () => {
    const name = uniqueName("lost");
    await page.goto("/templates/postgres-small");
    await fillRequest(page, { name, purpose: "Filed once." });
    let isLost = false;
    await page.route("**/api/v1/requests", async (route) => {
      if (isLost) return route.continue();
      isLost = true;
      await route.fetch();
      await route.abort("connectionreset");
    });
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page.getByRole("form").getByRole("alert")).toContainText("Nothing was lost; try again in a moment.");
    await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(name);
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page.getByText("Your credentials are ready")).toBeVisible();
    expect(await countRequests(page, name)).toBe(1);
  });

  await test.step("a double click", async () => {
    const name = uniqueName("twice");
    await page.goto("/templates/postgres-small");
    await fillRequest(page, { name, purpose: "Filed once, too." });
    await page.getByRole("button", { name: "Submit request" }).dblclick();
    await expect(page.getByText("Your credentials are ready")).toBeVisible();
    expect(await countRequests(page, name)).toBe(1);
  });
});

test("hostile text is shown as it was typed, and does nothing, wherever it is shown", async ({ people }) => {
  const dana = await people.as("dana");
  const priya = await people.as("priya");
  const name = uniqueName("hostile");
  const purpose = hostile + "ä".repeat(500 - [...hostile].length);
  await dana.goto("/templates/postgres-small");
  await fillRequest(dana, { name, purpose: `${purpose}!`, environment: "production" });
  await dana.getByRole("button", { name: "Submit request" }).click();
  await expect(dana.getByText("Use at most 500 characters.")).toBeVisible();
  await dana.getByRole("textbox", { name: "Purpose" }).fill(purpose);
  await dana.getByRole("button", { name: "Submit request" }).click();
  await expect(dana.getByText("Waiting for approval by platform")).toBeVisible();
  const address = dana.url();

  await expectLiteral(dana, purpose);
  await priya.goto("/approvals");
  await expectLiteral(priya, purpose);
  await priya.goto(address);
  await priya.getByRole("textbox", { name: "Comment" }).fill(hostile);
  await priya.getByRole("button", { name: "Approve" }).click();
  await expectLiteral(priya, hostile);

  await expect(dana.getByText("Your credentials are ready")).toBeVisible();
  await expectLiteral(dana, hostile);
  const answer = await dana.request.get(`/api/v1${new URL(address).pathname}`);
  const { grants } = requestSchema.parse(await answer.json());
  await dana.goto(grants[0]?.url ?? "");
  await expect(dana.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
  await expectLiteral(dana, purpose);
});

test("a page that was cut off while its request was decided catches up by itself", async ({ people }) => {
  const dana = await people.as("dana");
  const { id, digest } = await fileRequest(dana, { name: uniqueName("tunnel"), environment: "production" });
  await dana.goto(`/requests/${id}`);
  await expect(dana.getByText("Waiting for approval by platform")).toBeVisible();
  await dana.context().setOffline(true);

  const priya = await people.as("priya");
  const answer = await priya.request.post(`/api/v1/requests/${id}/decisions`, {
    headers: { origin: readInstance().publicUrl },
    data: { verdict: "approve", comment: "", digest },
  });
  expect(answer.status()).toBe(200);
  await dana.context().setOffline(false);
  await expect(dana.getByText("Your credentials are ready")).toBeVisible({ timeout: 30_000 });
  await expect(dana.getByRole("list", { name: "Timeline" })).toContainText("Priya Raman");
});

async function expectFilled(page: Page, name: string): Promise<void> {
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(name);
  await expect(page.getByRole("textbox", { name: "Purpose" })).toHaveValue("Typed in a tunnel.");
  await expect(page.getByRole("radio", { name: "staging" })).toBeChecked();
  await expect(page.getByRole("spinbutton", { name: "Lifetime" })).toHaveValue("5");
}

async function countRequests(page: Page, name: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/requests?scope=team&q=${name}`);
  return requestListSchema.parse(await answer.json()).items.length;
}

async function expectLiteral(page: Page, text: string): Promise<void> {
  await expect(page.getByRole("main").getByText(text, { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("img")).toHaveCount(0);
  expect(await page.title()).not.toContain("owned");
}
