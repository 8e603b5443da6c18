import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { createConnection } from "mariadb";
import { findMariadbBinaries, startMariadbServer } from "#tests/harness/mariadb-server.ts";
import { fillRequest } from "./fixtures/fill-request.ts";
import { followToReveal } from "./fixtures/follow-to-reveal.ts";
import { readInstance } from "./fixtures/instance.ts";
import { readField, revealFields } from "./fixtures/open-credential.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const step = "Set MARIADB_ADMIN_URL to a MariaDB with the login of an admin, then start Latchkey again.";

test.skip(findMariadbBinaries() === null, "There is no mariadbd on this machine.");

test("a MariaDB database: listed with its one step while no server is connected, then from form to a table that another cannot read", async ({
  people,
}) => {
  const page = await people.as("dana");

  await test.step("the template says that it is not connected, and what connects it", async () => {
    await page.goto("/templates/mariadb-small");
    await expect(page.getByText("MariaDB, small is not connected yet")).toBeVisible();
    await expect(page.getByText(step)).toBeVisible();
  });

  await using server = await startMariadbServer();
  await using _ = await connect(server.url);
  await test.step("once a server is connected, the form is there", async () => {
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole("form")).toBeVisible({ timeout: 1000 });
    }).toPass();
  });

  const [one, other] = await test.step("dana asks for two and is shown each of them once", async () => [
    await revealDatabase(page),
    await revealDatabase(page),
  ]);

  await test.step("what was shown makes a table, and another's database is closed to it", async () => {
    const client = await createConnection(`${one.url}?connectTimeout=10000`);
    await client.query("CREATE TABLE orders (id INT)");
    expect(await client.query("SELECT COUNT(*) AS n FROM orders")).toEqual([{ n: 0n }]);
    await expect(client.query(`USE \`${other.database}\``)).rejects.toMatchObject({ errno: 1044 });
    await client.end();
  });
});

/** What the one step comes to: the file that the worker reads, written by an operator while everything runs. */
async function connect(url: string): Promise<AsyncDisposable> {
  const path = join(readInstance().home, "secrets/mariadb-admin-url");
  await writeFile(path, url, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(path) };
}

async function revealDatabase(page: Page): Promise<{ readonly url: string; readonly database: string }> {
  const name = uniqueName("maria");
  await page.goto("/templates/mariadb-small");
  await fillRequest(page, { name, purpose: "Keeps the orders of the old shop." });
  await page.getByRole("button", { name: "Submit request" }).click();
  const reveal = await followToReveal(page, name);
  await revealFields(reveal, ["Password", "Connection string"]);
  const shown = {
    url: await readField(reveal, "Connection string"),
    database: await readField(reveal, "Database"),
  };
  await reveal.getByRole("button", { name: "I have it, hide it now" }).click();
  await expect(reveal.getByRole("heading", { name: "This was shown once" })).toBeVisible();
  await reveal.close();
  return shown;
}
