import { expect } from "@playwright/test";
import { findChatMessage, typeCommand } from "./fixtures/chat.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import type { People, Persona } from "./fixtures/people.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

/** Says in the portal, signed in, that the persona's chat user is them. */
async function link(people: People, persona: Persona) {
  const { buttons } = await typeCommand(persona, "link");
  const page = await people.as(persona);
  await page.goto(buttons[0]?.url ?? "");
  await expect(page.getByRole("heading", { name: "Is this you?" })).toBeVisible();
  return { page, url: buttons[0]?.url ?? "" };
}

const confirm = "Yes, link this chat user to me";

test("dana asks in chat, priya hears of it there, decides in the portal, and the message says so", async ({
  people,
}) => {
  await queryLedger("DELETE FROM chat_links l USING principals p WHERE p.id = l.principal_id AND p.subject = ANY($1)", [
    ["dana", "priya"],
  ]);
  const name = uniqueName("chat");
  const ask = `request postgres-small ${name} production -- Orders of the shop`;
  expect((await typeCommand("dana", ask)).words).toContain("not linked");

  for (const persona of ["dana", "priya"] as const) {
    const { page, url } = await link(people, persona);
    await expect(page.getByText(`U0${persona.toUpperCase()}`)).toBeVisible();
    await expect(page.getByText("Did you ask for this link yourself, just now?")).toBeVisible();
    await expectAccessible(page, `linking ${persona}`);
    await page.getByRole("button", { name: confirm }).click();
    await expect(page.getByRole("heading", { name: "Speaks for you in chat" })).toBeVisible();
    await expectAccessible(page, `linked ${persona}`);
    await page.goto(url);
    await expect(page.getByText("This link does not work any more")).toBeVisible();
  }

  const filed = await typeCommand("dana", ask);
  expect(filed.words).toContain(`${name} in production waits for 1 of platform`);
  // The riskiest ten are named; in a full queue this one may not be among them.
  expect((await typeCommand("priya", "approvals")).words).toMatch(
    new RegExp(`${name} in production|There is more in the portal`),
  );

  // Production is decided in the portal: the message has no other button than the one that leads there.
  const asked = await findChatMessage("priya", new RegExp(`Approval needed: ${name}`));
  expect(asked.words).toContain("Orders of the shop");
  expect(asked.buttons.map(({ label }) => label)).toEqual(["Review and decide in portal"]);
  const page = await people.as("priya");
  await page.goto(asked.buttons[0]?.url ?? "");
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  const decided = await findChatMessage("priya", new RegExp(`${name}[^]*Approved by Priya Raman at `));
  expect(decided.ts).not.toBeNull();
  expect(decided.buttons.map(({ label }) => label)).toEqual(["Open in portal"]);

  const ready = await findChatMessage("dana", new RegExp(`Ready: ${name}`));
  expect(ready.words).not.toMatch(/postgres(ql)?:\/\//);
  expect((await typeCommand("dana", `status ${name}`)).words).toContain("fulfilled");

  const own = await people.as("dana");
  await own.goto("/chat-link");
  await own.getByRole("button", { name: "Unlink" }).click();
  await own.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  await expect(own.getByRole("heading", { name: "No chat user is linked to you" })).toBeVisible();
  expect((await typeCommand("dana", "status")).words).toContain("not linked");
});

test("a link that somebody else was given says whose chat user it is, on a phone too", async ({ people }) => {
  const { buttons } = await typeCommand("noor", "link");
  const page = await people.as("sam", { viewport: { width: 390, height: 844 } });
  await page.goto(buttons[0]?.url ?? "");
  await expect(page.getByText("U0NOOR")).toBeVisible();
  await expect(page.getByText("If somebody sent it to you, do not go on")).toBeVisible();
  await expectAccessible(page, "somebody else's link");
  // Nothing was linked by looking.
  expect((await typeCommand("noor", "status")).words).toContain("not linked");
});
