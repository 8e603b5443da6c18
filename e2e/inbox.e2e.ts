import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { findMail, mailsAbout } from "./fixtures/find-mail.ts";
import { readInstance } from "./fixtures/instance.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const messages = (page: Page) => page.getByRole("list", { name: "Messages" }).getByRole("listitem");

test("what becomes of a request is in the inbox of who asked, and what waits for a decision in that of who decides", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const name = uniqueName("told");
  const request = await fileRequest(dana, { name, environment: "production" });
  await findMail("priya", name);

  const priya = await people.as("priya");
  await test.step("priya goes there by keyboard, and the request needs her", async () => {
    await priya.goto("/");
    await expect(priya.getByRole("link", { name: /Inbox.*unread/ })).toBeVisible();
    await priya.keyboard.press("g");
    await priya.keyboard.press("i");
    await expect(priya.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
    await priya.getByRole("navigation", { name: "Which messages" }).getByRole("link", { name: "Needs me" }).click();
    const row = messages(priya).filter({ hasText: name });
    await expect(row).toContainText(`Approval needed: ${name} in production (unread)`);
    await expect(row).toContainText("Needs you");
    await expect(row).toContainText("It waits for your decision.");
  });

  await test.step("opening it leads to the request and marks it as read, whatever its address does", async () => {
    const before = await unreadOf(priya);
    await messages(priya).filter({ hasText: name }).getByRole("link").click();
    await expect(priya.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect.poll(() => unreadOf(priya)).toBe(before - 1);
  });

  await test.step("omar decides: it needs priya no more, and no mail says so", async () => {
    const omar = await people.as("omar");
    const { origin, data } = {
      origin: readInstance().publicUrl,
      data: { verdict: "approve", comment: "", digest: request.digest },
    };
    const decided = await omar.request.post(`/api/v1/requests/${request.id}/decisions`, { headers: { origin }, data });
    expect(decided.ok()).toBe(true);
    await priya.goto("/inbox");
    const row = messages(priya).filter({ hasText: name });
    await expect(row).toContainText("Settled: approved by Omar Benali.");
    await expect(row).not.toContainText("Needs you");
    await findMail("dana", `Approved: ${name}`);
    expect((await mailsAbout(name)).filter((mail) => mail.includes("To: priya@"))).toHaveLength(1);
  });

  await test.step("dana reads each step, and that the credential needs her", async () => {
    await findMail("dana", `Ready: ${name}`);
    await dana.goto("/inbox");
    const rows = messages(dana).filter({ hasText: name });
    await expect(rows.getByRole("link")).toHaveText([
      new RegExp(`^Ready: ${name}`),
      new RegExp(`^Approved: ${name}`),
      new RegExp(`^Waiting for approval: ${name}`),
    ]);
    await expect(rows.first()).toContainText("Needs you");
    await expect(rows.last()).toContainText("Who may decide: Omar Benali or Priya Raman.");
    await expect(rows.getByRole("link", { name: /https?:/ })).toHaveCount(0);
  });

  await test.step("all of it is read by one press, and stays so", async () => {
    await dana.getByRole("button", { name: "Mark all as read" }).click();
    await expect(dana.getByText("(unread)")).toHaveCount(0);
    await dana.goto("/inbox?only=unread");
    await expect(dana.getByRole("heading", { name: "Everything is read" })).toBeVisible();
    expect(await unreadOf(dana)).toBe(0);
  });

  await test.step("a message of somebody else is not there for her", async () => {
    const theirs = await priya.request.get("/api/v1/notifications?limit=1");
    const { items } = (await theirs.json()) as { items: { id: string }[] };
    const answer = await dana.request.post(`/api/v1/notifications/${items[0]?.id}/read`, {
      headers: { origin: readInstance().publicUrl },
      data: {},
    });
    expect(answer.status()).toBe(404);
  });
});

test("mail of a kind that is switched off is left out, and the inbox keeps it; alarms cannot be switched off", async ({
  people,
}) => {
  const noor = await people.as("noor");
  await noor.goto("/inbox");
  const choice = noor.getByRole("switch", { name: "My requests by E-mail" });
  await expect(choice).toBeChecked();
  await choice.click();
  await expect(choice).not.toBeChecked();
  await expect(noor.getByRole("switch", { name: /Security alarms/ })).toHaveCount(0);
  const name = uniqueName("quiet");
  await fileRequest(noor, { name, team: "search", environment: "production" });
  await findMail("priya", name);
  await expect
    .poll(async () => {
      await noor.goto("/inbox");
      return messages(noor)
        .filter({ hasText: `Waiting for approval: ${name}` })
        .count();
    })
    .toBe(1);
  await expect
    .poll(async () => {
      const rows = await queryLedger<{ reason: string | null }>(
        "SELECT d.reason FROM deliveries d JOIN notifications n ON n.id = d.notification_id WHERE d.channel = 'email' AND n.template = 'request.waiting' AND n.payload ->> 'name' = $1",
        [name],
      );
      return rows[0]?.reason;
    })
    .toBe("Switched off by who it is for.");
  await noor.getByRole("switch", { name: "My requests by E-mail" }).click();
  await noor.reload();
  await expect(noor.getByRole("switch", { name: "My requests by E-mail" })).toBeChecked();
});

test("who keeps the platform sees what failed and sends it again; others find no such page", async ({ people }) => {
  const dana = await people.as("dana");
  const name = uniqueName("lost");
  await fileRequest(dana, { name, environment: "production" });
  await findMail("dana", name);
  await queryLedger(
    `UPDATE deliveries SET state = 'failed', attempts = 42, next_at = NULL, reason = 'connect ECONNREFUSED 192.0.2.1:25'
     WHERE channel = 'email' AND notification_id IN (SELECT id FROM notifications WHERE template = 'request.waiting' AND payload ->> 'name' = $1)`,
    [name],
  );
  await dana.goto("/inbox/deliveries");
  await expect(dana.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  const priya = await people.as("priya");
  await priya.goto("/inbox");
  await priya.getByRole("link", { name: "Deliveries" }).click();
  await priya.getByRole("navigation", { name: "Which deliveries" }).getByRole("link", { name: "Failed" }).click();
  await expect(priya).toHaveURL("/inbox/deliveries?state=failed");
  const row = priya.getByRole("row").filter({ hasText: `Waiting for approval: ${name}` });
  await expect(row).toContainText("connect ECONNREFUSED");
  await expectAccessible(priya, "deliveries, one failed");
  await row.getByRole("button", { name: `Send again: Waiting for approval: ${name}` }).click();
  await expect(row).toHaveCount(0);
  await priya.goto("/inbox/deliveries?state=sent");
  await expect
    .poll(async () => {
      await priya.reload();
      return (
        priya
          .getByRole("row")
          .filter({ hasText: `Waiting for approval: ${name}` })
          // Who is linked in chat has it there as well.
          .filter({ hasText: "E-mail" })
          .count()
      );
    })
    .toBe(1);
});

test("the inbox is for everybody, in every theme and on a phone", async ({ people }) => {
  const rae = await people.as("rae");
  await rae.goto("/inbox?only=needs_me");
  await expect(rae.getByRole("heading", { name: "Nothing needs you" })).toBeVisible();
  await expectAccessible(rae, "an empty inbox");
  const lee = await people.as("lee");
  await fileRequest(lee, { name: uniqueName("seen"), environment: "production" });
  await fileRequest(lee, { name: uniqueName("seen") });
  await expect.poll(() => unreadOf(lee)).toBeGreaterThan(1);
  await lee.goto("/inbox");
  await expect(messages(lee).first()).toBeVisible();
  await expectAccessible(lee, "an inbox with unread messages");
  await lee.setViewportSize({ width: 390, height: 844 });
  await lee.goto("/");
  await lee.getByRole("link", { name: /^Inbox, \d+ unread$/ }).click();
  await expect(lee.getByRole("heading", { name: "Inbox", level: 1 })).toBeVisible();
});

async function unreadOf(page: Page): Promise<number> {
  const answer = await page.request.get("/api/v1/notifications/unread");
  return ((await answer.json()) as { unread: number }).unread;
}
