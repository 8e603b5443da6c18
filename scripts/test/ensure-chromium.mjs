import { existsSync } from "node:fs";
import { LaunchError } from "../launcher/launch-error.mjs";
import { installByApt, onPath } from "./install-by-apt.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const places = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Gives the path of a Chromium on this machine, or null: `CHROMIUM_PATH`, else the first one found.
 *
 * @returns {string | null}
 */
export function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const candidates = [...names.map(onPath), ...places];
  return candidates.find((path) => path !== null && existsSync(path)) ?? null;
}

/**
 * Gives the path of a Chromium; installs Debian's through apt-get where there is none and we may.
 *
 * @param {(sentence: string) => void} tell
 * @returns {Promise<string>}
 * @throws {LaunchError} with one sentence
 */
export async function ensureChromium(tell) {
  const found = findChromium();
  if (found !== null) return found;
  if (!(await installByApt("chromium", tell))) {
    throw new LaunchError(
      "The browser tests need Chromium: install it (on Debian: apt-get install chromium) or set CHROMIUM_PATH.",
    );
  }
  const installed = findChromium();
  if (installed === null) throw new LaunchError("apt-get installed no Chromium: install one and set CHROMIUM_PATH.");
  return installed;
}
