import { expect, type Page } from "@playwright/test";
import { connectWith } from "./fixtures/connect.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { findMail } from "./fixtures/find-mail.ts";
import { openCredential } from "./fixtures/open-credential.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("restricted data: denied without a device, then sealed to the browser that was enrolled, which alone opens it", async ({
  people,
}) => {
  const name = uniqueName("vault");
  const lee = await people.signIn("lee");
  await lee.goto("/templates/postgres-small");
  await fillRequest(lee, { name, purpose: "Holds what nobody else may see.", environment: "production" });
  await lee.getByRole("radio", { name: "restricted" }).click();

  await test.step("the form says what is missing, and leads to it", async () => {
    await expect(lee.getByText("sealed to the recipient's own device, and you have none enrolled.")).toBeVisible();
    const opened = lee.waitForEvent("popup");
    await lee.getByRole("link", { name: "Enrol a device" }).first().click();
    const devices = await opened;
    await expect(devices.getByRole("heading", { name: "Your devices" })).toBeVisible();
    await devices.getByRole("textbox", { name: "Call it" }).fill("Lee's browser");
    await devices.getByRole("button", { name: "Enrol this browser" }).click();
    await expect(devices.getByText("This browser is enrolled.")).toBeVisible();
    await devices.close();
    expect(await findMail("lee", "New device")).toContain("Lee's browser");
  });

  await test.step("with it the request goes its way: priya approves, it is built", async () => {
    await lee.getByRole("textbox", { name: "Purpose" }).fill("Holds what only one person may see.");
    await expect(lee.getByText("It waits for approval; you are told by e-mail.")).toBeVisible();
    await lee.getByRole("button", { name: "Submit request" }).click();
    await expect(lee.getByText("Waiting for approval by platform")).toBeVisible();
    const priya = await people.as("priya");
    await priya.goto(lee.url());
    await priya.getByRole("button", { name: "Approve" }).click();
    await expect(lee.getByText("Your credentials are ready")).toBeVisible();
  });

  const address = (await lee.getByRole("link", { name: "Reveal credentials" }).getAttribute("href")) ?? "";
  await test.step("another browser of lee's is told where it opens, and uses nothing up", async () => {
    const other = await people.signIn("lee");
    await other.goto(address);
    await expect(other.getByRole("heading", { name: "Sealed to another device: Lee's browser" })).toBeVisible();
    await expect(other.getByRole("button", { name: "Reveal", exact: true })).toHaveCount(0);
  });

  await test.step("the enrolled browser opens it, and the database is there", async () => {
    await lee.goto(address);
    await expect(lee.getByText("Sealed to Lee's browser, this browser. No server can open it.")).toBeVisible();
    const { connectionString } = await openCredential(lee);
    await connectWith({ connectionString }, (client) => client.query("CREATE TABLE kept (id int)"));
    await hide(lee);
  });
});

async function hide(page: Page): Promise<void> {
  await page.getByRole("button", { name: "I have it, hide it now" }).click();
  await expect(page.getByRole("heading", { name: "This was shown once" })).toBeVisible();
}
