import { expect } from "@playwright/test";
import pg from "pg";
import { connectWith, refusalOf } from "./fixtures/connect.ts";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { openCredential } from "./fixtures/open-credential.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a rotation waits for the last connection of the old login, says who that is, and ends it with proof", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const name = uniqueName("rotating");
  const request = await fileRequest(dana, { name });
  const id = request.resource?.id ?? "";
  const reveal = await dana.context().newPage();
  await reveal.goto(request.grants[0]?.url ?? "");
  const { connectionString: old } = await openCredential(reveal);
  const session = new pg.Client({ connectionString: old, application_name: "checkout" });
  session.on("error", () => undefined);
  await session.connect();
  const credentials = dana.getByRole("region", { name: "Credentials" });

  await test.step("a new credential is made beside the one in use, and opened", async () => {
    await dana.goto(`/resources/${id}`);
    await dana.getByRole("button", { name: "New credential" }).click();
    await dana.getByRole("dialog").getByRole("button", { name: "New credential" }).click();
    const link = credentials.getByRole("link", { name: "Reveal credentials" });
    await expect(link).toBeVisible({ timeout: 30_000 });
    await reveal.goto((await link.getAttribute("href")) ?? "");
  });
  const { connectionString: fresh } = await openCredential(reveal);

  const drain = dana.getByRole("status").filter({ hasText: "old credential" });
  await test.step("the page says who is still on the old one, and the session works on", async () => {
    await expect(async () => {
      await dana.goto(`/resources/${id}`);
      await expect(drain).toContainText("1 connection still on the old credential", { timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    await expect(drain).toContainText("(checkout)");
    await expect(drain.getByRole("button", { name: "End the old one now" })).toBeEnabled();
    await expectAccessible(dana, "a rotation that waits");
    await dana.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(dana, "a rotation that waits, on a phone");
    await dana.setViewportSize({ width: 1280, height: 800 });
    expect((await session.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(
      await connectWith({ connectionString: fresh }, async (client) => (await client.query("SELECT 1 AS one")).rows),
    ).toEqual([{ one: 1 }]);
  });

  await test.step("when it closes, the old login ends, which the server proves", async () => {
    await session.end();
    await expect(async () => {
      await queryLedger(
        "UPDATE grants SET look_at = clock_timestamp() WHERE resource_id = $1 AND look_at IS NOT NULL",
        [id],
      );
      await dana.goto(`/resources/${id}`);
      await expect(credentials).toContainText("access ended", { timeout: 1000 });
    }).toPass({ timeout: 60_000 });
    await expect(drain).toBeHidden();
    expect(await refusalOf({ connectionString: old })).not.toBeNull();
    expect(await refusalOf({ connectionString: fresh })).toBeNull();
    const [proof] = await queryLedger<{ refusal: string }>(
      `SELECT receipt #>> '{refusal,sqlState}' AS refusal FROM steps s JOIN runs r ON r.id = s.run_id
       WHERE r.resource_id = $1 AND s.name = 'revoke'`,
      [id],
    );
    expect(proof).toEqual({ refusal: "28000" });
  });
});

test("a template with a read-only login hands over two credentials: one that writes, one that only reads", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const request = await fileRequest(dana, { name: uniqueName("reading"), template: "postgres-readonly" });
  await dana.goto(`/resources/${request.resource?.id}`);
  const credentials = dana.getByRole("region", { name: "Credentials" });
  await expect(async () => {
    await dana.reload();
    await expect(credentials).toContainText("reads and never writes", { timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await expect(dana.getByRole("button", { name: "New read-only credential" })).toBeDisabled();
  const links = credentials.getByRole("link", { name: "Reveal credentials" });
  await expect(links).toHaveCount(2);
  const [reader, owner] = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  const page = await dana.context().newPage();
  await page.goto(owner ?? "");
  const { connectionString: writes } = await openCredential(page);
  await page.goto(reader ?? "");
  const { connectionString: reads } = await openCredential(page);
  await connectWith({ connectionString: writes }, (client) => client.query("CREATE TABLE orders AS SELECT 7 AS id"));
  await connectWith({ connectionString: reads }, async (client) => {
    expect((await client.query("SELECT id FROM orders")).rows).toEqual([{ id: 7 }]);
    await client.query("SET default_transaction_read_only = off");
    await expect(client.query("DELETE FROM orders")).rejects.toThrow(/permission denied/);
  });
});
