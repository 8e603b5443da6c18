import { expect } from "@playwright/test";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { findMail } from "./fixtures/find-mail.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("the platform team sees what is stuck, hands it over, and closes with security what nothing can prove", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const { id, name, resource } = await fileRequest(dana, { name: uniqueName("stuck") });
  await test.step("the release of a database cannot be proven", async () => {
    const runId = `run_${name}`;
    await queryLedger(
      "UPDATE resources SET state = 'destroying', blocked_reason = 'revocation_unverified' WHERE id = $1",
      [resource?.id],
    );
    await queryLedger(
      `INSERT INTO runs (id, kind, resource_type, state, request_id, resource_id)
       VALUES ($1, 'release', 'postgres-database', 'running', $2, $3)`,
      [runId, id, resource?.id],
    );
    await queryLedger(
      `INSERT INTO steps (run_id, position, name, title, state, attempt, due_at, error_code, error_message)
       VALUES ($1, 1, 'revoke', 'Revoke the access of generation 1 and prove it', 'pending', 6, now() + interval '1 hour',
         'verification_failed', 'The probe got no answer that proves it.')`,
      [runId],
    );
  });

  const priya = await people.as("priya");
  await test.step("priya finds it first, and every back end above it", async () => {
    await priya.goto("/");
    await priya.getByRole("button", { name: "Account of Priya" }).click();
    await priya.getByRole("menuitem", { name: "Operations" }).click();
    await expect(priya.getByRole("listitem", { name: "embedded-postgres" })).toContainText("Works");
    await priya.getByRole("searchbox", { name: "Search operations" }).fill(name);
    const item = priya.getByRole("listitem", { name: `Destroy ${name}` });
    await expect(item).toContainText("Needs somebody");
    await expect(item).toContainText("6 attempts");
    await expect(item).toContainText("The probe got no answer that proves it.");
    await expectAccessible(priya, "the operations");
  });

  await test.step("she hands it over to Omar, who is told", async () => {
    await priya.getByRole("button", { name: /^Hand over/ }).click();
    await priya.getByRole("textbox", { name: "To" }).fill("omar@latchkey.test");
    await priya.getByRole("textbox", { name: "Note" }).fill("The disks of that cluster were shredded.");
    await priya.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await expect(priya.getByText(/With Omar/)).toBeVisible();
    expect(await findMail("omar", `For you: ${name}`)).toContain("The disks of that cluster were shredded.");
  });

  await test.step("she proposes to close it, and cannot confirm it herself", async () => {
    await priya.getByRole("button", { name: "Close without proof" }).click();
    await priya.getByRole("textbox", { name: "Reason" }).fill("The cluster was given up for good.");
    await expectAccessible(priya, "the window that proposes to close something without proof");
    await priya.getByRole("dialog").getByRole("button", { name: "Close without proof" }).click();
    await expect(priya.getByText("Waits for a second person")).toBeVisible();
    await expect(priya.getByRole("button", { name: "Confirm: close without proof" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });

  await test.step("ava, the auditor, sees it and has nothing to press", async () => {
    const ava = await people.as("ava");
    await ava.goto(`/operations?q=${name}`);
    await expect(ava.getByRole("listitem", { name: `Destroy ${name}` })).toContainText(
      "The cluster was given up for good.",
    );
    await expect(ava.getByRole("button", { name: /Retry|Hand over|Confirm/ })).toHaveCount(0);
  });

  await test.step("sam of security confirms, and the resource says for ever that nothing proved it", async () => {
    const sam = await people.as("sam");
    await sam.goto(`/operations?q=${name}`);
    await sam.getByRole("button", { name: "Confirm: close without proof" }).click();
    await sam.getByRole("textbox", { name: "Reason" }).fill("I saw the disks being shredded.");
    await sam.getByRole("dialog").getByRole("button", { name: "Confirm: close without proof" }).click();
    await expect(async () => {
      await dana.goto(`/resources/${resource?.id}`);
      await expect(dana.getByText(/Closed by Priya .* and Sam .* without proof/)).toBeVisible({ timeout: 1000 });
    }).toPass();
    await expect(dana.getByText("I saw the disks being shredded.").first()).toBeVisible();
    await expectAccessible(dana, "a resource that was closed without proof");
    expect(await findMail("dana", `Closed without proof: ${name}`)).toContain("Nothing proves");
  });

  await test.step("for dana there is no such page", async () => {
    await dana.goto("/operations");
    await expect(dana.getByRole("heading", { name: "Operations" })).toHaveCount(0);
  });
});

test("a back end that somebody paused says so on the catalog, and is resumed by hand", async ({ people }) => {
  const omar = await people.as("omar");
  const reason = "Its disks are being moved.";
  await omar.goto("/operations");
  const backend = omar.getByRole("listitem", { name: "embedded-authority" });
  await backend.getByRole("button", { name: "Pause" }).click();
  await omar.getByRole("textbox", { name: "Reason" }).fill(reason);
  await omar.getByRole("dialog").getByRole("button", { name: "Pause" }).click();
  await expect(backend).toContainText(`by Omar`);
  const dana = await people.as("dana");
  await dana.goto("/");
  const card = dana.getByRole("listitem").filter({ hasText: reason }).first();
  await expect(card).toContainText("Paused");
  await expectAccessible(dana, "the catalog with something paused");
  await card.getByRole("link").first().click();
  await expect(dana).toHaveURL(/\/templates\//);
  await expect(dana.getByText(new RegExp(`Paused since .* by Omar .*: ${reason}`))).toBeVisible();
  await expect(dana.getByRole("button", { name: "Request" })).toHaveCount(0);
  await backend.getByRole("button", { name: "Resume" }).click();
  await omar.getByRole("textbox", { name: "Reason" }).fill("Moved.");
  await omar.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(backend.getByRole("button", { name: "Pause" })).toBeVisible();
});
