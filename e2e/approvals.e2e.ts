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

  await test.step("priya is asked by mail, dana hears that it waits, lee hears nothing", async () => {
    const mail = await findMail("priya", name);
    expect(mail).toContain(`Subject: Approval needed: ${name} in production`);
    expect(mail).toContain("Dana Okafor asks for");
    expect(mail).toContain(address);
    const told = (await mailsAbout(name)).map((text) => /^To: (\S+)@/m.exec(text)?.[1]);
    expect(new Set(told)).toEqual(new Set(["dana", "omar", "priya"]));
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
    await expect(priya.getByRole("status").filter({ hasText: `You approved ${name}.` })).toHaveCount(1);
    await expect(row).toHaveCount(0);
    await priya.goto(address);
    await expect(priya.getByRole("region", { name: "Approval" })).toContainText("1 of 1 approved");
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

test("priya offers a shorter lifetime, dana accepts, it is decided anew, approved and built", async ({ people }) => {
  const name = uniqueName("lean");
  const dana = await people.as("dana");
  const { id } = await fileRequest(dana, {
    name,
    environment: "production",
    lifetimeHours: 720,
    parameters: { size: "medium" },
  });
  await dana.goto(`/requests/${id}`);
  const priya = await people.as("priya");
  await priya.goto(`/requests/${id}`);
  const approval = priya.getByRole("region", { name: "Approval" });
  await expect(approval).toContainText("Waiting");
  await expect(approval).toContainText("can decide");
  await expect(approval).toContainText(/Due in \d/);

  await test.step("only less is taken, and the reason stands at the field", async () => {
    await approval.getByRole("button", { name: "Offer less…" }).click();
    const form = priya.getByRole("form", { name: "Offer less instead" });
    const lifetime = form.getByRole("spinbutton", { name: "Lifetime" });
    await expect(lifetime).toHaveValue("30");
    await form.getByRole("button", { name: "Make the offer" }).click();
    await expect(form.getByText("Change something: an offer asks for less.")).toBeVisible();
    await lifetime.fill("31");
    await expect(
      form.getByText("The lifetime offered is a whole number of hours below the 720 asked for."),
    ).toBeVisible();
    await expect(form.getByRole("radio", { name: "Extra large" })).toHaveCount(0);
    await lifetime.fill("3");
    await form.getByRole("radio", { name: "Small" }).click();
    await form.getByRole("textbox", { name: "Why" }).fill("Three days will do.");
    await form.getByRole("button", { name: "Make the offer" }).click();
    await expect(priya.getByText("Priya Raman offered less")).toBeVisible();
    await expect(priya.getByRole("button", { name: "Accept the offer" })).toHaveAttribute("aria-disabled", "true");
  });

  await test.step("dana is told, sees what would change, and accepts", async () => {
    expect(await findMail("dana", `Counter-offer: ${name}`)).toContain("lifetime 720 h (30 days) → 72 h (3 days)");
    await expect(dana.getByText("Priya Raman offers you less")).toBeVisible();
    const change = dana.getByRole("region", { name: "What would change" });
    await expect(change).toContainText("30 days → 3 days");
    await expect(change).toContainText("medium → small");
    await expect(dana.getByText("“Three days will do.”")).toBeVisible();
    await dana.getByRole("button", { name: "Accept the offer" }).click();
    await expect(dana.getByText("Priya Raman offers you less")).toHaveCount(0);
    await expect(dana.getByRole("list", { name: "Timeline" })).toContainText("The offer was accepted");
  });

  await test.step("priya approves the narrower request, and it is built", async () => {
    await expect(priya.getByText("Priya Raman offered less")).toHaveCount(0);
    await priya.getByRole("button", { name: "Approve" }).click();
    await expect(approval).toContainText("1 of 1 approved");
    await expect(dana.getByText("Your credentials are ready")).toBeVisible();
    await expect(dana.getByRole("region", { name: "What was asked for" })).toContainText("3 days");
    await expect(dana.getByRole("region", { name: "What was asked for" })).toContainText("small");
  });
});

test("whoever decides second is told who was first", async ({ people }) => {
  const { id, name } = await fileRequest(await people.as("dana"), {
    name: uniqueName("twice"),
    environment: "production",
  });
  const [priya, omar] = [await people.as("priya"), await people.as("omar")];
  // Omar's page hears of nothing: it still shows what it showed.
  await omar.route(/\/events/, (route) => route.abort());
  await omar.goto(`/requests/${id}`);
  await priya.goto(`/requests/${id}`);
  await priya.getByRole("button", { name: "Approve" }).click();
  await expect(priya.getByText(`You approved ${name}`)).toBeVisible();
  await omar.getByRole("button", { name: "Approve" }).click();
  await expect(omar.getByText("Already decided by Priya Raman")).toBeVisible();
  await expect(omar.getByRole("region", { name: "Approval" })).toContainText("1 of 1 approved");
});

async function expectUnable(page: Page, reason: string): Promise<void> {
  const form = page.getByRole("form", { name: "Decide on this request" });
  await expect(form.getByText(reason).last()).toBeVisible();
  for (const name of ["Approve", "Reject", "Offer less…"]) {
    const button = form.getByRole("button", { name });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription(reason);
    await button.click({ force: true });
  }
  await expect(page.getByText("Waiting for approval by platform")).toBeVisible();
}
