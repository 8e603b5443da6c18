import { expect } from "@playwright/test";
import { connectWith, refusalOf } from "./fixtures/connect.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { findMail } from "./fixtures/find-mail.ts";
import { openCredential } from "./fixtures/open-credential.ts";
import { choosePersona } from "./fixtures/people.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("production is down: omar gets in for a while, everybody concerned knows, it ends, and it is reviewed", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const { name, resource } = await fileRequest(dana, { name: uniqueName("down") });
  const address = `/resources/${resource?.id}`;
  const omar = await people.signIn("omar");

  await test.step("an old sign-in is not enough, and what was typed is there after a new one", async () => {
    await queryLedger(
      "UPDATE sessions SET auth_time = now() - interval '10 minutes' WHERE principal_id = (SELECT id FROM principals WHERE subject = 'omar')",
      [],
    );
    await omar.goto(address);
    await omar.getByRole("button", { name: "Emergency access" }).click();
    await omar.getByRole("textbox", { name: "Incident" }).fill("INC-4711");
    await omar.getByRole("textbox", { name: "Reason" }).fill("The primary does not answer.");
    await expectAccessible(omar, "the window that asks for emergency access");
    await omar.getByRole("button", { name: "Get access now" }).click();
    await omar.getByRole("button", { name: "Sign in again" }).click();
    await choosePersona(omar, "omar");
    await expect(omar.getByRole("textbox", { name: "Incident" })).toHaveValue("INC-4711");
    await omar.getByRole("button", { name: "Get access now" }).click();
  });

  const reveal = omar.getByRole("link", { name: "Reveal credentials" }).first();
  await test.step("the page says who is in, until when and why, and his own login waits for him", async () => {
    await expect(omar.getByText(/Emergency access by Omar Benali until .+: incident INC-4711/)).toBeVisible();
    await expect(reveal).toBeVisible({ timeout: 60_000 });
    await expectAccessible(omar, "a resource with emergency access");
    expect(await findMail("dana", "Omar Benali has emergency access")).toContain("INC-4711");
    expect(await findMail("sam", "You would have decided on it")).toContain("INC-4711");
  });

  const opened = omar.waitForEvent("popup");
  await reveal.click();
  const { connectionString } = await openCredential(await opened);
  await connectWith({ connectionString }, (client) => client.query("SELECT 1"));

  await test.step("he ends it, and the login lets nobody in any more", async () => {
    await omar.getByRole("button", { name: "End now" }).click();
    await omar.getByRole("dialog").getByRole("button", { name: "End now" }).click();
    await expect.poll(() => refusalOf({ connectionString }), { timeout: 30_000 }).toBe("28P01");
    expect(await findMail("dana", `The emergency access of Omar Benali to ${name} has ended`)).toContain(name);
  });

  await test.step("security was asked for the review, and says what it was", async () => {
    const sam = await people.as("sam");
    await sam.goto("/");
    await sam.getByRole("button", { name: "Account of Sam Whitfield" }).click();
    await sam.getByRole("menuitem", { name: "Emergency access" }).click();
    const waits = sam.getByRole("list", { name: "Waits for you" });
    await expect(waits.getByRole("listitem").filter({ hasText: name })).toContainText("Review due");
    await expectAccessible(sam, "the list of emergency access");
    await waits.getByRole("listitem").filter({ hasText: name }).getByRole("button", { name: "Review" }).click();
    await sam.getByRole("radio", { name: "Justified", exact: true }).click();
    await sam.getByRole("textbox", { name: "Comment" }).fill("The incident was real.");
    await sam.getByRole("button", { name: "Send the review" }).click();
    await expect(sam.getByText("Justified, Sam Whitfield: “The incident was real.”")).toBeVisible();
  });
});

test("whoever is not named sees no such action", async ({ people }) => {
  const dana = await people.as("dana");
  const { resource } = await fileRequest(dana, { name: uniqueName("calm") });
  const priya = await people.as("priya");
  await priya.goto(`/resources/${resource?.id}`);
  await expect(priya.getByRole("button", { name: "Release" })).toBeVisible();
  await expect(priya.getByRole("button", { name: "Emergency access" })).toHaveCount(0);
});
