import { expect, type Page } from "@playwright/test";
import { fileRequest } from "./fixtures/file-request.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { findMail, mailsAbout } from "./fixtures/find-mail.ts";
import { readInstance } from "./fixtures/instance.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a production request waits, priya is told and approves, it is built, and dana sees who approved", async ({
  people,
}) => {
  const name = uniqueName("ledger");
  const dana = await people.as("dana");
  await dana.goto("/templates/postgres-small");
  await fillRequest(dana, { name, purpose: "The ledger that customers pay by.", environment: "production" });
  await expect(dana.getByText("It waits for approval; you are told by e-mail.")).toBeVisible();
  await dana.getByRole("button", { name: "Submit request" }).click();
  await expect(dana.getByText("Waiting for approval by platform")).toBeVisible();
  const address = dana.url();

  await test.step("dana can not approve her own request, and reads why", async () => {
    await expectUnable(dana, "This is your own request: somebody else has to decide on it.");
  });

  await test.step("nor can lee, who leads her team", async () => {
    const lee = await people.as("lee");
    await lee.goto(address);
    await expectUnable(lee, "Only members of platform decide on this stage.");
  });

  await test.step("priya is told by mail, dana and lee are not", async () => {
    const mail = await findMail("priya", name);
    expect(mail).toContain(`Subject: Approval needed: ${name} in production`);
    expect(mail).toContain("Dana Okafor asks for");
    expect(mail).toContain(address);
    const told = (await mailsAbout(name)).map((text) => /^To: (\S+)@/m.exec(text)?.[1]);
    expect(told.toSorted()).toEqual(["omar", "priya"]);
  });

  await test.step("priya approves with a comment", async () => {
    const priya = await people.as("priya");
    await priya.goto("/approvals");
    const list = priya.getByRole("list", { name: "Waiting for you" });
    const row = list.getByRole("listitem").filter({ hasText: name });
    await expect(row).toContainText("The ledger that customers pay by.");
    await row.getByRole("link", { name }).click();
    await priya.getByRole("textbox", { name: "Comment" }).fill("Agreed in the review.\nKeep it small.");
    await priya.getByRole("button", { name: "Approve" }).click();
    const approval = priya.getByRole("region", { name: "Approval" });
    await expect(approval).toContainText("1 of 1 approved");
    await expect(priya.getByRole("form", { name: "Decide on this request" })).toHaveCount(0);
    await priya.goto("/approvals");
    await expect(list.or(priya.getByText("Nothing waits for you"))).toBeVisible();
    await expect(row).toHaveCount(0);
  });

  await test.step("it is built on dana's open page, which says who approved and what they wrote", async () => {
    await expect(dana.getByText("Your credentials are ready")).toBeVisible();
    const approval = dana.getByRole("region", { name: "Approval" });
    await expect(approval).toContainText("Approved");
    await expect(approval).toContainText("Priya Raman");
    await expect(approval).toContainText("Agreed in the review.");
    await expect(dana.getByRole("list", { name: "Timeline" })).toContainText("Priya Raman");
    expect(await findMail("dana", `Ready: ${name}`)).toContain(readInstance().revealUrl);
  });
});

test("a rejection needs its reason, reaches dana, and nothing is built", async ({ people }) => {
  const name = uniqueName("risky");
  const dana = await people.as("dana");
  const { id } = await fileRequest(dana, { name, environment: "production" });
  await dana.goto(`/requests/${id}`);
  const omar = await people.as("omar");
  await omar.goto(`/requests/${id}`);

  await omar.getByRole("button", { name: "Reject" }).click();
  await expect(omar.getByText("Say why, so that it can be fixed.")).toBeVisible();
  await expect(omar.getByText("Waiting for approval by platform")).toBeVisible();
  await omar.getByRole("textbox", { name: "Comment" }).fill("Use staging first.");
  await omar.getByRole("button", { name: "Reject" }).click();
  await expect(omar.getByText("Omar Benali: “Use staging first.”")).toBeVisible();

  await expect(dana.getByText("Omar Benali: “Use staging first.”")).toBeVisible();
  await expect(dana.getByRole("list", { name: "Timeline" })).not.toContainText("Building");
  expect(await findMail("dana", `Rejected: ${name}`)).toContain("Use staging first.");

  await test.step("dana changes it and files it again", async () => {
    await dana.getByRole("link", { name: "Change and file again" }).click();
    await expect(dana.getByRole("textbox", { name: "Name" })).toHaveValue(name);
    await dana.getByRole("radio", { name: "staging" }).click();
    await expect(dana.getByRole("region", { name: "What the guardrails say" })).toContainText(
      "Will be granted at once",
    );
    await dana.getByRole("button", { name: "Submit request" }).click();
    await expect(dana.getByText("Your credentials are ready")).toBeVisible();
  });
});

async function expectUnable(page: Page, reason: string): Promise<void> {
  const form = page.getByRole("form", { name: "Decide on this request" });
  await expect(form.getByText(reason).last()).toBeVisible();
  for (const name of ["Approve", "Reject"]) {
    const button = form.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(reason);
    await button.click({ force: true });
  }
  await expect(page.getByText("Waiting for approval by platform")).toBeVisible();
}
