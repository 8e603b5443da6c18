import { expect } from "@playwright/test";
import { connectWith, refusalOf } from "./fixtures/connect.ts";
import { fileRequest } from "./fixtures/file-request.ts";
import { openCredential } from "./fixtures/open-credential.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

test("a released database ends for everybody: after its name was typed, its login is refused and it is gone", async ({
  people,
}) => {
  const page = await people.as("dana");
  const name = uniqueName("retired");
  const request = await fileRequest(page, { name });
  const reveal = await page.context().newPage();
  await reveal.goto(request.grants[0]?.url ?? "");
  const { connectionString } = await openCredential(reveal);
  expect(await refusalOf({ connectionString })).toBeNull();

  await test.step("the resource page knows it, and what it is", async () => {
    await page.goto(`/requests/${request.id}`);
    await page.getByRole("link", { name: "Go to the resource" }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page.getByRole("banner").or(page.getByRole("main")).getByText("Active").first()).toBeVisible();
    await expect(page.getByRole("region", { name: "Credentials" })).toContainText("Revealed");
  });

  await test.step("a release asks for the name first, and can be left", async () => {
    await page.getByRole("button", { name: "Release" }).click();
    const dialog = page.getByRole("dialog", { name: `Release ${name}?` });
    await expect(dialog).toContainText("This cannot be undone.");
    await dialog.getByRole("textbox").fill(name.slice(0, -1));
    await expect(dialog.getByRole("button", { name: "Release" })).toHaveAttribute("aria-disabled", "true");
    await dialog.getByRole("textbox").press("Enter");
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await expect(dialog).toBeHidden();
    expect(await refusalOf({ connectionString })).toBeNull();
  });

  await test.step("once it is typed, open sessions end too", async () => {
    await connectWith({ connectionString }, async (client) => {
      await page.getByRole("button", { name: "Release" }).click();
      const dialog = page.getByRole("dialog", { name: `Release ${name}?` });
      await dialog.getByRole("textbox").fill(name);
      await dialog.getByRole("button", { name: "Release" }).click();
      await expect(dialog).toBeHidden();
      await expect
        .poll(() =>
          client.query("SELECT 1").then(
            () => "open",
            () => "ended",
          ),
        )
        .toBe("ended");
    });
  });

  await test.step("the login is refused, and the request's timeline tells it step by step", async () => {
    await page.goto(`/requests/${request.id}`);
    const timeline = page.getByRole("list", { name: "Timeline" });
    await expect(timeline).toContainText("Destroyed", { timeout: 20_000 });
    expect(["28000", "28P01", "3D000"]).toContain(await refusalOf({ connectionString }));
  });

  await test.step("the resource says destroyed, and its name is free again", async () => {
    await page.goto(`/resources/${request.resource?.id}`);
    await expect(page.getByRole("main")).toContainText("Destroyed");
    await expect(page.getByRole("button", { name: "Release" })).toHaveAccessibleDescription("It is gone.");
    await page.goto(`/resources?q=${name}`);
    await expect(page.getByText("No resource matches")).toBeVisible();
    await page.goto(`/resources?q=${name}&state=destroyed`);
    await expect(page.getByRole("link", { name })).toBeVisible();
    expect((await fileRequest(page, { name })).state).toBe("fulfilled");
  });
});
