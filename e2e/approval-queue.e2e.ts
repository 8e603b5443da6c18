import { expect, type BrowserContextOptions, type Page } from "@playwright/test";
import { queueSchema, type QueueEntry } from "#domain/contracts/queue.ts";
import { requestSchema, type RequestView } from "#domain/contracts/request.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { isFocusVisible } from "./fixtures/is-focus-visible.ts";
import { choosePersona } from "./fixtures/people.ts";
import { readInstance } from "./fixtures/instance.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const pollMs = 15_000;

test("three requests, handled by keys alone: one approved, one rejected with its reason, the rest together", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const word = uniqueName("keyed");
  const risky = await fileRequest(dana, wish(`${word}-r`, { classification: "confidential" }));
  const [first, second, third] = await fileThree(dana, word);
  const priya = await people.as("priya");
  const { keyboard } = priya;
  await openQueue(priya);

  await test.step("j and k move, the riskiest first, and the focus is always in sight", async () => {
    await moveTo(priya, risky.name);
    expect(await isFocusVisible(priya)).toBe(true);
    await expect(priya.getByRole("heading", { name: risky.name, level: 2 }).last()).toBeVisible();
    await keyboard.press("j");
    await expect(row(priya, risky.name).getByRole("link")).not.toBeFocused();
    await keyboard.press("k");
    await expect(row(priya, risky.name).getByRole("link")).toBeFocused();
  });

  await test.step("what is of high risk wants a second yes, and can be left", async () => {
    await keyboard.press("a");
    const confirm = priya.getByRole("group", { name: `Approve ${risky.name}?` });
    await expect(confirm).toContainText("the data is confidential");
    await expect(confirm.getByRole("button", { name: "Approve all the same" })).toBeFocused();
    await keyboard.press("Escape");
    await expect(confirm).toHaveCount(0);
    expect((await stateOf(dana, risky.id)).state).toBe("pending_approval");
  });

  await test.step("r wants a reason, which ends it", async () => {
    await keyboard.press("r");
    await expect(priya.getByRole("textbox", { name: "Comment" })).toBeFocused();
    await expect(priya.getByText("Say why, so that it can be fixed.")).toBeVisible();
    await keyboard.type("j and k are letters here: use staging first?");
    await keyboard.press("Control+Enter");
    await expect.poll(async () => (await stateOf(dana, risky.id)).state).toBe("rejected");
    await expect(row(priya, risky.name)).toHaveCount(0);
  });

  await test.step("a approves one, and the next is there", async () => {
    await moveTo(priya, first);
    await keyboard.press("a");
    await expect(priya.getByRole("status").filter({ hasText: `You approved ${first}.` })).toHaveCount(1);
    await expect(row(priya, first)).toHaveCount(0);
  });

  await test.step("x selects equal ones, and a approves them together", async () => {
    await moveTo(priya, second);
    await keyboard.press("x");
    await moveTo(priya, third);
    await keyboard.press("x");
    await expect(priya.getByRole("region", { name: "Selected requests" })).toContainText("2 selected");
    await keyboard.press("a");
    await expect(priya.getByText("2 approved.")).toBeVisible();
    await expect(row(priya, second)).toHaveCount(0);
  });

  await test.step("the letter after g is a place, no verdict; ? explains, and single keys can be switched off", async () => {
    await keyboard.press("?");
    const help = priya.getByRole("dialog", { name: "Keyboard shortcuts" });
    await expect(help).toContainText("Approve it, or all that are selected");
    await help.getByRole("switch", { name: "Single-key shortcuts" }).click();
    await keyboard.press("Escape");
    const { id, name } = await fileRequest(dana, wish(`${word}-o`));
    await priya.goto(`/approvals/${id}`);
    await expect(priya.getByRole("form", { name: "Decide on this request" })).toBeVisible();
    for (const key of ["a", "j", "x"]) await keyboard.press(key);
    await expect(priya.getByRole("region", { name: "Selected requests" })).toHaveCount(0);
    await priya.evaluate(() => localStorage.clear());
    await priya.reload();
    await expect(priya.getByRole("button", { name: "Approve", exact: true })).toBeEnabled();
    await keyboard.press("g");
    await keyboard.press("a");
    await expect(priya).toHaveURL("/approvals");
    expect((await stateOf(dana, id)).state).toBe("pending_approval");
    await expect(row(priya, name)).toBeVisible();
  });
});

test("whoever decides second reads who was faster, and loses nothing they wrote", async ({ people }) => {
  const dana = await people.as("dana");
  const { id, name, digest } = await fileRequest(dana, wish(uniqueName("twice")));
  const priya = await people.as("priya");
  await priya.goto(`/approvals/${id}`);
  await priya.getByRole("textbox", { name: "Comment" }).fill("I looked at the plan.");
  const omar = await people.as("omar");
  expect(await decide(omar, { id, digest })).toBe(200);

  await priya.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(priya.getByText("Already approved by Omar Benali").last()).toBeVisible();
  await expect(priya.getByRole("textbox", { name: "Comment" })).toHaveValue("I looked at the plan.");
  await expect(priya.getByRole("button", { name: "Approve", exact: true })).toHaveAttribute("aria-disabled", "true");
  await expect(priya.getByRole("heading", { name, level: 2 }).last()).toBeVisible();
});

test("of several that are approved together, what somebody else decided meanwhile is told by name", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const names = await fileThree(dana, uniqueName("bulk"));
  const priya = await people.as("priya");
  await openQueue(priya);
  for (const name of names) await row(priya, name).getByRole("checkbox").click();
  const omar = await people.as("omar");
  const { id, digest } = await find(omar, names[1]);
  expect(await decide(omar, { id, digest })).toBe(200);
  await priya
    .getByRole("region", { name: "Selected requests" })
    .getByRole("button", { name: /^Approve 3/ })
    .click();
  const results = priya.getByRole("status").filter({ hasText: "2 approved, 1 already decided by Omar Benali." });
  await expect(results).toContainText(`${names[1]}: Already approved by Omar Benali`);
  for (const name of names) await expect(row(priya, name)).toHaveCount(0);
});

test("what is unlike cannot be selected with the others, and says why", async ({ people }) => {
  const dana = await people.as("dana");
  const word = uniqueName("unlike");
  const [one] = await fileThree(dana, word);
  const risky = await fileRequest(dana, wish(`${word}-r`, { classification: "confidential" }));
  const open = await fileRequest(dana, wish(`${word}-p`, { classification: "public" }));
  const priya = await people.as("priya");
  await openQueue(priya);
  const box = (name: string) => row(priya, name).getByRole("checkbox");
  await expect(box(risky.name)).toHaveAccessibleDescription(/a look of its own/);
  await box(one).click();
  await expect(box(open.name)).toHaveAccessibleDescription(/Only equal requests/);
  await expect(box(open.name)).toBeDisabled();
});

test("an open page takes in what others decide and says what is new, without losing the place", async ({ people }) => {
  const dana = await people.as("dana");
  const word = uniqueName("live");
  const [first, second] = await fileThree(dana, word);
  const priya = await people.as("priya");
  await openQueue(priya);
  await moveTo(priya, second);
  const omar = await people.as("omar");
  expect(await decide(omar, await find(omar, first))).toBe(200);
  const late = await fileRequest(dana, wish(`${word}-late`, { classification: "confidential" }));
  await expect(row(priya, first)).toHaveCount(0, { timeout: pollMs + 15_000 });
  await expect(row(priya, late.name)).toHaveCount(0);
  await expect(row(priya, second).getByRole("link")).toBeFocused();
  await priya.getByRole("button", { name: /new: show/ }).click();
  await expect(row(priya, late.name)).toBeVisible();
});

test("on a phone, a link from a message survives signing in and signing in anew, and is decided on there", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const { id, name } = await fileRequest(dana, wish(uniqueName("linked")));
  const page = await people.nobody(phone);
  for (const path of [`/requests/${id}`, `/approvals/${id}`]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  }
  await page.getByRole("button", { name: "Sign in" }).tap();
  await choosePersona(page, "priya");
  await expect(page).toHaveURL(`/approvals/${id}`);
  await expect(page.getByRole("heading", { name, level: 2 })).toBeVisible();
  const form = page.getByRole("form", { name: "Decide on this request" });
  await expect(form.getByRole("button", { name: "Approve", exact: true })).toBeInViewport();
  await form.getByRole("textbox", { name: "Comment" }).fill("From the train.");
  await page.reload();
  await expect(form.getByRole("textbox", { name: "Comment" })).toHaveValue("From the train.");

  await makeNewestSignInOld("priya");
  await form.getByRole("button", { name: "Approve", exact: true }).tap();
  await expect(form.getByText("This needs a sign-in of the last 60 minutes. What you typed is kept.")).toBeVisible();
  await form.getByRole("button", { name: "Sign in again" }).tap();
  await choosePersona(page, "priya");
  await expect(page).toHaveURL(`/approvals/${id}`);
  await expect(form.getByRole("textbox", { name: "Comment" })).toHaveValue("From the train.");
  await form.getByRole("button", { name: "Approve", exact: true }).tap();
  await expect
    .poll(async () => (await stateOf(dana, id)).approval?.stages[0]?.votes[0]?.comment)
    .toBe("From the train.");
});

test("on a phone the list leads to a request and back, and the way back of the browser too", async ({ people }) => {
  const dana = await people.as("dana");
  const { id, name } = await fileRequest(dana, wish(uniqueName("pocket")));
  const priya = await people.as("priya", phone);
  await openQueue(priya);
  await row(priya, name).getByRole("link").tap();
  await expect(priya).toHaveURL(`/approvals/${id}`);
  await expect(priya.getByRole("list", { name: "Waiting for you" })).toBeHidden();
  await priya.getByRole("button", { name: "All approvals" }).tap();
  await expect(row(priya, name)).toBeVisible();
  await row(priya, name).getByRole("link").tap();
  await priya.goBack();
  await expect(priya).toHaveURL("/approvals");
  await expect(row(priya, name)).toBeVisible();
});

test("the queue is for everybody, in every theme and on a phone", async ({ people }) => {
  const dana = await people.as("dana");
  const word = uniqueName("seen");
  const [plain] = await fileThree(dana, word);
  const long = await fileRequest(
    dana,
    wish(`${word}-long`, {
      classification: "confidential",
      lifetimeHours: 2160,
      purpose: `${"A very long word: "}${"unbreakable".repeat(30)}`,
    }),
  );
  const priya = await people.as("priya");
  await openQueue(priya);
  await moveTo(priya, plain);
  await priya.keyboard.press("x");
  await expectAccessible(priya, "queue, one selected");
  await priya.goto(`/approvals/${long.id}`);
  await expect(priya.getByRole("region", { name: "What will be built" })).toBeVisible();
  await expect(priya.getByRole("region", { name: "What is different" })).toContainText("90 days");
  await priya.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(priya.getByRole("group", { name: `Approve ${long.name}?` })).toBeVisible();
  await expectAccessible(priya, "queue, a request of high risk");
  await priya.getByRole("button", { name: "Cancel" }).click();
  await priya.getByRole("button", { name: "Reject" }).click();
  await expectAccessible(priya, "queue, a reason is missing");
});

type Wish = Parameters<typeof fileRequest>[1];

function wish(name: string, change: Partial<Wish> = {}): Wish {
  return { name, environment: "production", purpose: "Keeps what customers pay by.", ...change };
}

async function fileThree(page: Page, word: string): Promise<[string, string, string]> {
  const names: [string, string, string] = [`${word}-1`, `${word}-2`, `${word}-3`];
  for (const name of names) await fileRequest(page, wish(name));
  return names;
}

async function openQueue(page: Page): Promise<void> {
  await page.goto("/approvals");
  await expect(page.getByRole("list", { name: "Waiting for you" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^Loading/ })).toHaveCount(0);
}

function row(page: Page, name: string) {
  const link = page.getByRole("link", { name, exact: true });
  return page.getByRole("list", { name: "Waiting for you" }).getByRole("listitem").filter({ has: link });
}

/** Presses `j` or `k` until the row has the focus: other stories file requests of their own. */
async function moveTo(page: Page, name: string): Promise<void> {
  const link = row(page, name).getByRole("link");
  await expect(link).toBeVisible();
  for (const key of ["k", "j"]) {
    for (let press = 0; press < 60; press++) {
      if (await link.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
  }
  await expect(link).toBeFocused();
}

async function stateOf(page: Page, id: string): Promise<RequestView> {
  return requestSchema.parse(await (await page.request.get(`/api/v1/requests/${id}`)).json());
}

async function find(page: Page, name: string): Promise<QueueEntry> {
  const { items } = queueSchema.parse(await (await page.request.get("/api/v1/approvals?limit=100")).json());
  const entry = items.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`${name} does not wait for them.`);
  return entry;
}

/** Approves by the API, as somebody else does meanwhile; gives the status. */
async function decide(page: Page, { id, digest }: Pick<RequestView, "id" | "digest">): Promise<number> {
  const answer = await page.request.post(`/api/v1/requests/${id}/decisions`, {
    headers: { origin: readInstance().publicUrl },
    data: { verdict: "approve", comment: "", digest },
  });
  return answer.status();
}

async function makeNewestSignInOld(subject: string): Promise<void> {
  await queryLedger(
    `UPDATE sessions SET auth_time = now() - interval '2 hours' WHERE token_hash = (SELECT s.token_hash FROM sessions s
       JOIN principals p ON p.id = s.principal_id WHERE p.subject = $1 ORDER BY s.created_at DESC LIMIT 1)`,
    [subject],
  );
}
