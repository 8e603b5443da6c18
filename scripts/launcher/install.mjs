import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LaunchError } from "./launch-error.mjs";
import { missingPackages } from "./missing-packages.mjs";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * Makes sure that node_modules holds what the lockfile says: `npm ci` when anything is missing or of another version.
 *
 * Install scripts of packages are not run.
 * @param {(sentence: string) => void} tell
 * @returns {Promise<void>}
 */
export async function ensureInstalled(tell) {
  const wanted = readPackages("package-lock.json");
  if (wanted === null) throw new LaunchError("package-lock.json is missing or damaged: clone Latchkey again.");
  const found = readPackages("node_modules/.package-lock.json");
  if (found !== null && missingPackages(wanted, found).length === 0) return;
  tell("Installing the packages (once, a minute or two) …");
  // Also what only a build needs, whatever NODE_ENV says.
  const flags = ["--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  await runCommand("npm ci", [...npmCommand(), "ci", ...flags]);
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  } catch {
    return null;
  }
}

/** The npm that started us, else the one on the PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) return [process.execPath, script];
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}
