import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/test/ensure-chromium.mjs";
import { choosePorts } from "./scripts/test/choose-ports.mjs";

// Chosen once by the runner; its workers inherit it and load this file again.
process.env.E2E_PORTS ??= (await choosePorts(4)).join(",");
const [web] = process.env.E2E_PORTS.split(",");

/** Stories in a real browser, against the product as `npm start` runs it, on a home and ports of its own. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.e2e.ts",
  globalSetup: "./scripts/test/start-instance.mjs",
  outputDir: "test-results",
  // Every story has its own names and browsers.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // Guards against a hang, on a machine that may be several times slower than a developer's.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${web}`,
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    // A trace takes a fifth of the processor: `--trace=retain-on-failure` where one is wanted.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: findChromium() ?? undefined,
      args: [
        // Chromium refuses its sandbox to root.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
