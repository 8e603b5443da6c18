import { chromium, type Browser } from "@playwright/test";
import { ensureChromium } from "#scripts/test/ensure-chromium.mjs";

/** Starts the machine's Chromium without a window; installs Debian's where there is none and we may. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await ensureChromium((sentence: string) => process.stderr.write(`${sentence}\n`));
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet],
  });
}
