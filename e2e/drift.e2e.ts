import { expect, type Page } from "@playwright/test";
import { connectWith, refusalOf } from "./fixtures/connect.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { openCredential } from "./fixtures/open-credential.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

/** Nobody waits five minutes in a story: the next look is due now, until the page shows what it found. */
async function lookUntil(page: Page, id: string, seen: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await queryLedger("UPDATE inspections SET due_at = clock_timestamp() WHERE resource_id = $1", [id]);
    await page.goto(`/resources/${id}`);
    await seen();
  }).toPass({ timeout: 60_000 });
}

test("what somebody changed by hand is shown with before and after, and reverted; what nobody owns is blocked first", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const name = uniqueName("drifting");
  const request = await fileRequest(dana, { name });
  const id = request.resource?.id ?? "";
  const reveal = await dana.context().newPage();
  await reveal.goto(request.grants[0]?.url ?? "");
  const { connectionString } = await openCredential(reveal);

  await test.step("a database in use says so, with its size against its limit", async () => {
    await connectWith({ connectionString }, async (client) => {
      await client.query("SET ROLE NONE");
      await client.query("ALTER ROLE SESSION_USER SET statement_timeout = 0");
      const use = dana.getByRole("region", { name: "Use" });
      await lookUntil(dana, id, () => expect(use).toContainText("1 of 10", { timeout: 1000 }));
      await expect(use).toContainText("MB of 5 GB");
      await dana.goto(`/resources?q=${name}`);
      await expect(dana.getByRole("row").filter({ hasText: name })).toContainText("now");
    });
  });

  const drift = dana.getByRole("region", { name: "Differs from what was granted" });
  await test.step("its page shows what differs, before and after", async () => {
    await lookUntil(dana, id, () => expect(drift).toBeVisible({ timeout: 1000 }));
    await expect(drift).toContainText("login settings");
    await expect(drift).toContainText("statement_timeout=30000");
    await expect(drift).toContainText("statement_timeout=0");
    await expect(drift.getByRole("button", { name: "Adopt" })).toHaveAccessibleDescription(
      "Only a person of the platform team can adopt it.",
    );
    await expectAccessible(dana, "drift");
    await dana.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(dana, "drift on a phone");
    await dana.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("its owner has it reverted, and it is gone from the page", async () => {
    await drift.getByRole("button", { name: "Revert" }).click();
    await dana.getByRole("dialog").getByRole("button", { name: "Revert" }).click();
    await expect(drift).toBeHidden();
    await expect.poll(() => connectWith({ connectionString }, timeoutOf)).toBe("30s");
  });

  await test.step("what the ledger calls destroyed and is still there is blocked, then deleted when somebody asks", async () => {
    await queryLedger(
      "UPDATE resources SET state = 'destroyed', destroyed_at = clock_timestamp() - interval '1 hour' WHERE id = $1",
      [id],
    );
    await queryLedger("UPDATE requests SET holding = false WHERE id = $1", [request.id]);
    await queryLedger("UPDATE backend_surveys SET due_at = clock_timestamp()", []);
    const priya = await people.as("priya");
    const row = priya.getByRole("listitem").filter({ hasText: name.replaceAll("-", "_") });
    await expect(async () => {
      await priya.goto("/operations/orphans");
      await expect(row.first()).toContainText("Access blocked", { timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    expect(await refusalOf({ connectionString })).not.toBeNull();
    await expectAccessible(priya, "orphans");
    await row.first().getByRole("button", { name: "Delete" }).click();
    const dialog = priya.getByRole("dialog", { name: /^Delete: / });
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(dialog).toContainText("Say why");
    await dialog.getByLabel("Reason").fill("Nobody missed it.");
    await dialog.getByRole("button", { name: "Delete" }).click();
    await expect(dialog).toBeHidden();
    await expect(async () => {
      await priya.goto("/operations/orphans");
      await expect(row).toHaveCount(0, { timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    await dana.goto("/operations/orphans");
    await expect(dana.getByRole("button", { name: "Delete" })).toHaveCount(0);
  });
});

async function timeoutOf(client: { query(text: string): Promise<{ rows: unknown[] }> }): Promise<unknown> {
  const { rows } = await client.query("SELECT current_setting('statement_timeout') AS timeout");
  return (rows[0] as { timeout: string }).timeout;
}
