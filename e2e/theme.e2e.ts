import { expect } from "@playwright/test";
import { test } from "./fixtures/test.ts";

test("a chosen theme is kept from page to page", async ({ people }) => {
  const page = await people.as("dana", { colorScheme: "light" });
  const brightness = () =>
    page.evaluate(() => {
      const canvas = document.createElement("canvas").getContext("2d");
      if (canvas === null) return Number.NaN;
      canvas.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data[0] ?? Number.NaN;
    });
  await page.goto("/");
  expect(await brightness()).toBeGreaterThan(200);
  await page.getByRole("button", { name: "Theme: as the system. Change to light." }).click();
  await page.getByRole("button", { name: "Theme: light. Change to dark." }).click();
  expect(await brightness()).toBeLessThan(60);
  await page.goto("/resources");
  expect(await brightness()).toBeLessThan(60);
  await page.getByRole("button", { name: "Theme: dark. Change to as the system." }).click();
  expect(await brightness()).toBeGreaterThan(200);
});
