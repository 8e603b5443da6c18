import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runCommand } from "../launcher/run-command.mjs";

/**
 * Gives the path of a program on PATH, or null.
 *
 * @param {string} name
 * @returns {string | null}
 */
export function onPath(name) {
  const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path)) ?? null;
}

/**
 * Installs a package of Debian's where this machine has apt-get and we are root; gives false elsewhere.
 *
 * @param {string} name of the package
 * @param {(sentence: string) => void} tell
 * @returns {Promise<boolean>}
 * @throws {import("../launcher/launch-error.mjs").LaunchError} with the program's output when it fails
 */
export async function installByApt(name, tell) {
  const aptGet = onPath("apt-get");
  if (aptGet === null || process.getuid?.() !== 0) return false;
  tell(`Installing ${name} through apt-get (once) …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get update", [aptGet, "update", "-q"], env);
  const install = [aptGet, "install", "-y", "-q", "--no-install-recommends", name];
  await runCommand(`apt-get install ${name}`, install, env);
  return true;
}
