import { expect, type Page } from "@playwright/test";
import { fileRequest } from "./fixtures/file-request.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a pending request can be taken back by who filed it, and by the lead of the team", async ({ people }) => {
  const dana = await people.as("dana");
  const lee = await people.as("lee");
  const priya = await people.as("priya");
  for (const [person, doer] of [
    [dana, "Dana Okafor"],
    [lee, "Lee Lindqvist"],
  ] as const) {
    const name = uniqueName("regretted");
    const { id } = await fileRequest(dana, { name, environment: "production" });
    await person.goto(`/requests/${id}`);
    await person.getByRole("button", { name: "Withdraw" }).click();
    const dialog = person.getByRole("dialog", { name: `Withdraw ${name}?` });
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await expect(person.getByText("It was taken back; nothing was left behind.")).toBeVisible();
    await expect(person.getByRole("list", { name: "Timeline" })).toContainText(doer);
    await expect(person.getByRole("button", { name: "Withdraw" })).toHaveCount(0);
    await priya.goto("/approvals");
    const list = priya.getByRole("list", { name: "Waiting for you" });
    await expect(list.or(priya.getByText("Nothing waits for you"))).toBeVisible();
    await expect(list.getByRole("link", { name })).toHaveCount(0);
  }
});

test("filters are part of the address: they survive a reload, the way back, and being sent to a colleague", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const word = uniqueName("listed");
  const denied = await fileRequest(dana, { name: `${word}-a`, lifetimeHours: 960 });
  const waiting = await fileRequest(dana, { name: `${word}-b`, environment: "production" });
  expect([denied.state, waiting.state]).toEqual(["denied", "pending_approval"]);

  await test.step("a word and a state narrow the list", async () => {
    await dana.goto("/requests");
    await dana.getByRole("searchbox", { name: "Search requests" }).fill(word);
    await expectRows(dana, [waiting.name, denied.name]);
    await choose(dana, "State", "Denied");
    await expectRows(dana, [denied.name]);
    await expect(dana).toHaveURL(`/requests?q=${word}&state=denied`);
  });

  await test.step("a reload keeps them, in the list and in the controls", async () => {
    await dana.reload();
    await expectRows(dana, [denied.name]);
    await expect(dana.getByRole("searchbox", { name: "Search requests" })).toHaveValue(word);
    await expect(dana.getByRole("combobox", { name: "State" })).toHaveText("Denied");
  });

  await test.step("so does the way back from a request", async () => {
    await dana.getByRole("link", { name: denied.name }).click();
    await expect(dana.getByRole("heading", { name: denied.name, level: 1 })).toBeVisible();
    await dana.goBack();
    await expectRows(dana, [denied.name]);
    await expect(dana).toHaveURL(`/requests?q=${word}&state=denied`);
  });

  await test.step("a colleague who is sent the address sees her own view of it", async () => {
    const lee = await people.as("lee");
    await lee.goto(new URL(dana.url()).pathname + new URL(dana.url()).search);
    await expect(lee.getByText("No request matches")).toBeVisible();
    await lee.getByRole("link", { name: "My team" }).click();
    await expectRows(lee, [denied.name]);
    await expect(lee).toHaveURL(`/requests?q=${word}&state=denied&scope=team`);
  });

  await test.step("all is for those whose work is everybody's", async () => {
    await expect(dana.getByRole("link", { name: "All", exact: true })).toHaveCount(0);
    const ava = await people.as("ava");
    await ava.goto(`/requests?q=${word}`);
    await expect(ava.getByText("No request matches")).toBeVisible();
    await ava.getByRole("link", { name: "All", exact: true }).click();
    await expectRows(ava, [waiting.name, denied.name]);
  });

  await test.step("cleared, everything is there again", async () => {
    await dana.getByRole("button", { name: "Clear" }).click();
    await expect(dana).toHaveURL("/requests");
    await expect(dana.getByRole("link", { name: waiting.name })).toBeVisible();
  });
});

async function choose(page: Page, filter: string, choice: string): Promise<void> {
  await page.getByRole("combobox", { name: filter }).click();
  await page.getByRole("option", { name: choice }).click();
}

async function expectRows(page: Page, names: readonly string[]): Promise<void> {
  await expect(page.getByRole("table", { name: "Requests" }).getByRole("link")).toHaveText([...names]);
}
