import { expect, type Page } from "@playwright/test";
import { connectWith } from "./fixtures/connect.ts";
import { readInstance } from "./fixtures/instance.ts";
import { openCredential, type ShownCredential } from "./fixtures/open-credential.ts";
import { choosePersona } from "./fixtures/people.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a developer asks for a database and works in it with what her browser was shown once", async ({ people }) => {
  const instance = readInstance();
  const name = uniqueName("orders");
  const page = await people.nobody();

  await test.step("dana signs in at the issuer and comes back to where she wanted to go", async () => {
    await page.goto("/templates/postgres-small");
    await expect(page).toHaveURL(/\/sign-in\?/);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Who are you today?" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(instance.issuerUrl);
    await choosePersona(page, "dana");
    await expect(page).toHaveURL(`${instance.publicUrl}/templates/postgres-small`);
    await expect(page.getByRole("button", { name: "Account of Dana Okafor" })).toBeVisible();
  });

  await test.step("she picks a template and sees what will happen while she fills in the form", async () => {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Catalog" }).click();
    const offers = page.getByRole("main").getByRole("listitem").getByRole("link");
    await expect(offers.first()).toHaveText("Postgres, small");
    await offers.first().click();
    const guardrails = page.getByRole("region", { name: "What the guardrails say" });
    await expect(guardrails).toContainText("Will be granted at once");
    await page.getByRole("radio", { name: "production" }).click();
    await expect(guardrails).toContainText("Will wait for approval");
    await page.getByRole("radio", { name: "dev" }).click();
    await expect(guardrails).toContainText("Will be granted at once");
    await expect(guardrails).toContainText("Judged without a name and a purpose so far.");
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("textbox", { name: "Purpose" }).fill("Keeps the orders of the checkout.");
    await expect(guardrails).not.toContainText("Judged without");
  });

  await test.step("she submits and watches it being built, without a reload", async () => {
    await page.getByRole("button", { name: "Submit request" }).click();
    await expect(page).toHaveURL(/\/requests\/req_/);
    let loads = 0;
    page.on("domcontentloaded", () => (loads += 1));
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page.getByText("Your credentials are ready")).toBeVisible();
    const timeline = page.getByRole("list", { name: "Timeline" });
    for (const line of [
      "Request submitted: granted by the guardrails.",
      "Create the owner and the login: done.",
      "Create the database and close it to everyone else: done.",
      "Prove the login and seal the credentials: done.",
      "Ready. The credentials wait to be revealed once.",
    ]) {
      await expect(timeline).toContainText(line);
    }
    expect(loads).toBe(0);
  });

  const reveal = await test.step("she opens the reveal page, which is an origin of its own", async () => {
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Reveal credentials" }).click();
    const popup = await opened;
    await expect(popup.getByRole("heading", { name })).toBeVisible();
    expect(new URL(popup.url()).origin).toBe(instance.revealUrl);
    expect(instance.revealUrl).not.toBe(instance.publicUrl);
    await expect(popup.getByRole("banner")).toContainText("Signed in as Dana Okafor");
    await expect(popup.getByRole("main")).toContainText("It shows once, here, for five minutes.");
    return popup;
  });

  const shown = await test.step("she reveals: masked first, then what she asks to see", async () => {
    const credential = await openCredential(reveal);
    await reveal.getByRole("button", { name: "Copy Password" }).click();
    await expect(reveal.getByRole("button", { name: "Copy Password" })).toContainText("Copied");
    expect(await pasteElsewhere(reveal)).toBe(credential.password);
    return credential;
  });

  await test.step("she logs in with exactly what is shown, creates a table and inserts", async () => {
    const rows = await connectWith(loginOf(shown), async (client) => {
      await client.query("CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text NOT NULL)");
      await client.query("INSERT INTO orders (item) VALUES ('a key'), ('a lock')");
      return (await client.query<{ item: string }>("SELECT item FROM orders ORDER BY id")).rows;
    });
    expect(rows).toEqual([{ item: "a key" }, { item: "a lock" }]);
  });

  await test.step("connection string and snippets lead to the same database", async () => {
    expect(await countOrders({ connectionString: shown.connectionString })).toBe(2);
    const environment = await readSnippet(reveal, ".env");
    const [, quoted = ""] = /^DATABASE_URL=(".*")$/.exec(environment) ?? [];
    expect(await countOrders({ connectionString: String(JSON.parse(quoted)) })).toBe(2);
    const command = await readSnippet(reveal, "psql");
    expect(await countOrders(loginOfCommand(command))).toBe(2);
  });

  await test.step("she hides it, and it is gone", async () => {
    await reveal.getByRole("button", { name: "I have it, hide it now" }).click();
    await expect(reveal.getByRole("heading", { name: "This was shown once" })).toBeVisible();
    expect(await reveal.content()).not.toContain(shown.password);
    await expect(page.getByText("Ready, and you have the credentials")).toBeVisible();
    await expect(page.getByRole("list", { name: "Timeline" })).toContainText("revealed the credential");
    expect(await page.content()).not.toContain(shown.password);
  });

  await test.step("how to connect stays to be read, with a word where the password belongs", async () => {
    await page.getByRole("link", { name: "Go to the resource" }).click();
    await page.getByRole("link", { name: "Connect", exact: true }).click();
    await expect(page.getByText("The password is not on this page")).toBeVisible();
    await expect(page.getByRole("region", { name: "Credentials" })).toContainText("received");
    const uses = page.getByRole("region", { name: "How to use it" });
    for (const title of ["psql", ".env", "Node", "Python", "Kubernetes Secret"]) {
      await uses.getByRole("tab", { name: title, exact: true }).click();
      await expect(uses.getByRole("tabpanel", { name: title, exact: true })).toBeVisible();
    }
    await uses.getByRole("tab", { name: "psql", exact: true }).click();
    const command = await uses.getByRole("tabpanel", { name: "psql", exact: true }).getByRole("code").innerText();
    expect(await page.content()).not.toContain(shown.password);
    expect(await countOrders(loginOfCommand(command.replace("'<password>'", shown.password)))).toBe(2);
  });
});

function loginOf({ host, port, database, user, password }: ShownCredential) {
  return { host, port, database, user, password };
}

/** Pastes into a page of its own, as into a password manager: the reveal page itself may not read the clipboard. */
async function pasteElsewhere(page: Page): Promise<string> {
  const elsewhere = await page.context().newPage();
  await elsewhere.setContent('<textarea aria-label="Note"></textarea>');
  const note = elsewhere.getByRole("textbox", { name: "Note" });
  await note.press("ControlOrMeta+V");
  const pasted = await note.inputValue();
  await elsewhere.close();
  return pasted;
}

/** Reads the words of the `psql` line as a shell would; none of them needs quotes. */
function loginOfCommand(command: string) {
  const option = (name: string) => new RegExp(`${name}[ =](\\S+)`).exec(command)?.[1] ?? "";
  return {
    host: option("--host"),
    port: Number(option("--port")),
    database: option("--dbname"),
    user: option("--username"),
    password: option("PGPASSWORD"),
  };
}

async function readSnippet(page: Page, title: string): Promise<string> {
  await page.getByRole("tab", { name: title, exact: true }).click();
  const panel = page.getByRole("tabpanel", { name: title, exact: true });
  await expect(panel).toContainText("••••••••");
  await panel.getByRole("button", { name: `Show ${title}` }).click();
  await expect(panel).not.toContainText("••••••••");
  return panel.getByRole("code").innerText();
}

async function countOrders(login: Parameters<typeof connectWith>[0]): Promise<number> {
  return connectWith(login, async (client) => {
    const { rows } = await client.query<{ count: number }>("SELECT count(*)::int AS count FROM orders");
    return rows[0]?.count ?? 0;
  });
}
