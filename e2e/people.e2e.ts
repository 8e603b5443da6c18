import { expect } from "@playwright/test";
import { expectAccessible } from "./fixtures/expect-accessible.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { findMail } from "./fixtures/find-mail.ts";
import { queryLedger } from "./fixtures/query-ledger.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("somebody leaves: an administrator deactivates them, and their lead takes over what they owned", async ({
  people,
}) => {
  const dana = await people.as("dana");
  const { id, name, resource } = await fileRequest(dana, { name: uniqueName("left") });
  const leaver = `Kim ${name}`;
  await queryLedger(
    `INSERT INTO principals (id, issuer, subject, email, name, groups)
     SELECT $1, issuer, $1, $1 || '@latchkey.test', $2, '{team-payments}' FROM principals WHERE subject = 'dana'`,
    [`prn_${name}`, leaver],
  );
  await queryLedger("UPDATE requests SET requester_id = $1 WHERE id = $2", [`prn_${name}`, id]);

  await test.step("rae finds them, reads what becomes of what they leave behind, and says why", async () => {
    const rae = await people.as("rae");
    await rae.goto("/");
    await rae.getByRole("button", { name: "Account of Rae Castellanos" }).click();
    await rae.getByRole("menuitem", { name: "People" }).click();
    await rae.getByRole("searchbox", { name: "Search people" }).fill(name);
    await expect(rae.getByRole("row")).toHaveCount(2);
    await rae.getByRole("button", { name: `Deactivate ${leaver}` }).click();
    await expect(rae.getByText("1 resource to be taken over by the team within 14 days")).toBeVisible();
    await expectAccessible(rae, "the window that deactivates somebody");
    await rae.getByRole("textbox", { name: "Reason" }).fill("Left the company.");
    await rae.getByRole("button", { name: "Deactivate", exact: true }).click();
    await expect(rae.getByRole("row").filter({ hasText: leaver })).toContainText("Deactivated");
    await expectAccessible(rae, "the people");
  });

  await test.step("lee is told, takes it over, and gets a credential of his own", async () => {
    expect(await findMail("lee", `owned ${name}`)).toContain("Take it over until");
    const lee = await people.as("lee");
    await lee.goto(`/resources/${resource?.id}`);
    await expect(lee.getByText(/Its owner has left: take over until \d{4}-\d\d-\d\d/)).toBeVisible();
    await expectAccessible(lee, "a resource whose owner has left");
    await lee.getByRole("button", { name: "Take over" }).click();
    await lee.getByRole("dialog").getByRole("button", { name: "Take over" }).click();
    await expect(lee.getByText("Its owner has left")).toHaveCount(0);
    await expect(lee.getByRole("link", { name: "Reveal credentials" })).toBeVisible({ timeout: 60_000 });
  });
});
