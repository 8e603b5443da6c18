import { expect, type Page } from "@playwright/test";
import { isFocusVisible } from "./fixtures/is-focus-visible.ts";
import { test } from "./fixtures/test.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const tabsMax = 40;

test("from the catalog to a filed request with the keyboard alone, and the focus is always in sight", async ({
  people,
}) => {
  const page = await people.as("dana");
  const name = uniqueName("typed");
  const { keyboard } = page;
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Catalog" })).toBeVisible();

  await test.step("the first stop skips to the content", async () => {
    await keyboard.press("Tab");
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport();
    await keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await tabTo(page, page.getByRole("link", { name: "Postgres, small" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("form", { name: "Request Postgres, small" })).toBeVisible();
  });

  await test.step("the form is filled in: text, list, radios, number", async () => {
    await tabTo(page, page.getByRole("textbox", { name: "Name" }));
    await keyboard.type(name);
    await tabTo(page, page.getByRole("combobox", { name: "Team" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("option", { name: "Payments" })).toBeFocused();
    await keyboard.press("Escape");
    await expect(page.getByRole("combobox", { name: "Team" })).toBeFocused();
    await tabTo(page, page.getByRole("radio", { name: "dev" }));
    await keyboard.press("ArrowRight");
    await expect(page.getByRole("radio", { name: "staging" })).toBeChecked();
    await tabTo(page, page.getByRole("radio", { name: "Small" }));
    await keyboard.press("ArrowDown");
    await expect(page.getByRole("radio", { name: "Medium" })).toBeChecked();
    await tabTo(page, page.getByRole("spinbutton", { name: "Lifetime" }));
    await keyboard.press("ControlOrMeta+A");
    await keyboard.type("3");
    await tabTo(page, page.getByRole("textbox", { name: "Purpose" }));
    await keyboard.type("Filed without a mouse.");
    await expect(page.getByRole("region", { name: "What the guardrails say" })).toContainText(
      "Will be granted at once",
    );
  });

  await test.step("and filed", async () => {
    await tabTo(page, page.getByRole("button", { name: "Submit request" }));
    await keyboard.press("Enter");
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    const facts = page.getByRole("region", { name: "What was asked for" });
    await expect(facts).toContainText("Staging");
    await expect(facts).toContainText("medium");
    await expect(facts).toContainText("3 days");
  });

  await test.step("the way to its credentials is a few stops away", async () => {
    await expect(page.getByText("Your credentials are ready")).toBeVisible();
    await tabTo(page, page.getByRole("link", { name: "Reveal credentials" }));
  });
});

test("the palette goes anywhere by a few letters, and single keys move about", async ({ people }) => {
  const page = await people.as("dana");
  const { keyboard } = page;
  await page.goto("/requests");
  await expect(page.getByRole("heading", { name: "Requests", level: 1 })).toBeVisible();

  await keyboard.press("ControlOrMeta+K");
  const palette = page.getByRole("dialog", { name: "Search and go to" });
  await expect(palette.getByRole("combobox", { name: "Search and go to" })).toBeFocused();
  await expect(palette.getByRole("option", { name: "Postgres, large" })).toBeVisible();
  await keyboard.type("large");
  await expect(palette.getByRole("option")).toHaveCount(1);
  await keyboard.press("Enter");
  await expect(page).toHaveURL("/templates/postgres-large");
  await expect(palette).toBeHidden();

  await expect(page.getByRole("heading", { name: "Postgres, large" })).toBeVisible();
  const opener = page.getByRole("button", { name: "Search and go to" });
  await opener.focus();
  await keyboard.press("Enter");
  await expect(palette).toBeVisible();
  await keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(opener).toBeFocused();

  for (const [key, path] of [
    ["r", "/requests"],
    ["a", "/approvals"],
    ["s", "/resources"],
    ["c", "/"],
  ] as const) {
    await keyboard.press("g");
    await keyboard.press(key);
    await expect(page).toHaveURL(path);
  }

  // Its heading is there before its rows are.
  await expect(page.getByRole("link", { name: "Postgres, small" })).toBeVisible();
  await keyboard.press("j");
  await expect(page.getByRole("link", { name: "Postgres, small" })).toBeFocused();
  await keyboard.press("j");
  await expect(page.getByRole("link", { name: "Postgres, large" })).toBeFocused();
  await keyboard.press("k");
  await expect(page.getByRole("link", { name: "Postgres, small" })).toBeFocused();
  await keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search the catalog" })).toBeFocused();
  await keyboard.type("gr?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

/** Presses Tab until `target` has the focus; every stop on the way must be seen to have it. */
async function tabTo(page: Page, target: ReturnType<Page["getByRole"]>): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < tabsMax; stop += 1) {
    await page.keyboard.press("Tab");
    expect(await isFocusVisible(page), `focus at ${await page.locator(":focus").ariaSnapshot()}`).toBe(true);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target).toBeFocused();
}
