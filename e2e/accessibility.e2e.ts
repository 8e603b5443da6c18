import { expect, type Page } from "@playwright/test";
import { breakPage } from "./fixtures/break-page.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { readInstance } from "./fixtures/instance.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("signing in, the catalog and the form are for everybody, in every theme and on a phone", async ({ people }) => {
  const stranger = await people.nobody();
  await stranger.goto("/sign-in?error=cancelled");
  await expectAccessible(stranger, "sign-in");
  await stranger.getByRole("button", { name: "Sign in" }).click();
  await expect(stranger.getByRole("heading", { name: "Who are you today?" })).toBeVisible();
  await expectAccessible(stranger, "the issuer");

  const page = await people.as("dana");
  await open(page, "/", "Catalog");
  await expectAccessible(page, "catalog");
  await page.keyboard.press("ControlOrMeta+K");
  await expect(page.getByRole("option", { name: "Postgres, large" })).toBeVisible();
  await expectAccessible(page, "palette");

  await open(page, "/templates/postgres-small", "Postgres, small");
  await fillRequest(page, { name: "No", purpose: "x".repeat(200), days: 40 });
  await page.getByRole("button", { name: "Submit request" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/3 to 25/);
  await page.getByRole("textbox", { name: "Name" }).fill(uniqueName("seen"));
  await expect(page.getByText("Would be denied")).toBeVisible();
  await expectAccessible(page, "form, denied");
  await page.getByRole("tab", { name: "Record" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("No");
  await page.getByRole("textbox", { name: "Name" }).blur();
  await page.getByRole("combobox", { name: "Team" }).click();
  await expect(page.getByRole("option")).not.toHaveCount(0);
  // A list that pops up belongs to its button, wherever it stands in the document.
  await expectAccessible(page, "form, wrong, with an open list", ["region"]);
});

test("requests are for everybody, in every theme and on a phone", async ({ people }) => {
  const page = await people.as("dana");
  const denied = await fileRequest(page, { name: uniqueName("a11y"), lifetimeHours: 960 });
  const waiting = await fileRequest(page, {
    name: uniqueName("a11y"),
    environment: "production",
    purpose: `${"A very long word: "}${"unbreakable".repeat(30)}`,
  });
  await open(page, "/requests", "Requests");
  await expectAccessible(page, "requests");
  await open(page, "/requests?q=no-such-name", "Requests");
  await expectAccessible(page, "no requests");
  await open(page, `/requests/${denied.id}`, denied.name);
  await expectAccessible(page, "a denied request");
  await open(page, `/requests/${waiting.id}`, waiting.name);
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "a waiting request, being withdrawn");

  const priya = await people.as("priya");
  await open(priya, "/approvals", "Approvals");
  await expectAccessible(priya, "approvals");
  await open(priya, `/requests/${waiting.id}`, waiting.name);
  await priya.getByRole("button", { name: "Reject" }).click();
  await expectAccessible(priya, "a request to decide on");
  const noor = await people.as("noor");
  await open(noor, "/approvals", "Approvals");
  await expectAccessible(noor, "no approvals");
});

test("resources and the pages for what is not there are for everybody, in every theme and on a phone", async ({
  people,
}) => {
  const page = await people.as("dana");
  const ready = await fileRequest(page, { name: uniqueName("a11y") });
  await open(page, `/requests/${ready.id}`, ready.name);
  await expectAccessible(page, "a request that is ready");
  await open(page, "/resources", "Resources");
  await expectAccessible(page, "resources");
  await open(page, `/resources/${ready.resource?.id}/connect`, ready.name);
  await expect(page.getByRole("tab", { name: "Kubernetes Secret" })).toBeVisible();
  await expectAccessible(page, "how to connect");
  await open(page, `/resources/${ready.resource?.id}`, ready.name);
  await expectAccessible(page, "a resource");
  await page.getByRole("button", { name: "Release" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "a resource, being released");

  await open(page, "/requests/req_none", "There is nothing here");
  await expectAccessible(page, "not found");
  await open(page, "/nowhere", "There is nothing here");
  await expectAccessible(page, "an address that leads nowhere");
  await breakPage(ready.id);
  await open(page, `/requests/${ready.id}`, "Something went wrong here");
  await expect(page.getByText(/^Reference/)).toBeVisible();
  await expectAccessible(page, "an error");
  // React tells the console of the browser what the page tells its reader.
  expect(people.takeComplaints()).toEqual([expect.stringContaining("react.dev/errors/441")]);
});

test("the guardrails are for everybody, in every theme and on a phone", async ({ people }) => {
  const page = await people.as("dana");
  for (const [path, heading] of [
    ["matrix", "Matrix"],
    ["handling", "Handling"],
    ["environments", "Environments"],
  ] as const) {
    await open(page, `/guardrails/${path}`, heading);
    await expectAccessible(page, `guardrails, ${path}`);
  }
  await open(page, "/templates/postgres-small", "Postgres, small");
  await page.getByRole("radio", { name: "Production" }).click();
  await page.getByRole("radio", { name: "restricted" }).click();
  await expect(page.getByRole("region", { name: "What your choices change" })).toContainText("matrix.cell");
  await expectAccessible(page, "form, changed by what was chosen");
});

test("the reveal page is for everybody in all its states, in every theme and on a phone", async ({ people }) => {
  const page = await people.as("dana");
  const stranger = await people.nobody();
  const noor = await people.as("noor");
  const request = await fileRequest(page, { name: uniqueName("a11y") });
  const url = request.grants[0]?.url ?? "";

  await stranger.goto(url);
  await expect(stranger.getByRole("heading", { name: "Sign in to open this" })).toBeVisible();
  await expectAccessible(stranger, "reveal, sign-in");
  await noor.goto(url);
  await expect(noor.getByRole("heading", { name: "There is nothing here for you" })).toBeVisible();
  await expectAccessible(noor, "reveal, not hers");

  await page.goto(url);
  await expect(page.getByRole("button", { name: "Reveal", exact: true })).toBeVisible();
  await expectAccessible(page, "reveal, ready");
  await page.route("**/claim", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Reveal", exact: true }).click();
  await expect(page.getByRole("heading", { name: "No connection" })).toBeVisible();
  await expectAccessible(page, "reveal, no connection");
  await page.unroute("**/claim");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Yours now")).toBeVisible();
  await page.getByRole("button", { name: "Show Password" }).click();
  await expectAccessible(page, "reveal, revealed");
  await page.getByRole("button", { name: "I have it, hide it now" }).click();
  await expect(page.getByRole("heading", { name: "This was shown once" })).toBeVisible();
  await expectAccessible(page, "reveal, shown once");

  const released = await fileRequest(page, { name: uniqueName("a11y") });
  await page.request.post(`/api/v1/resources/${released.resource?.id}/release`, {
    headers: { origin: readInstance().publicUrl },
    data: {},
  });
  await expect(async () => {
    await page.goto(released.grants[0]?.url ?? "");
    await expect(page.getByRole("heading", { name: "This was withdrawn" })).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page, "reveal, withdrawn");
});

async function open(page: Page, path: string, heading: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^Loading/ })).toHaveCount(0);
}
