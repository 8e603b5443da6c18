import { existsSync } from "node:fs";
import { join } from "node:path";
import { LaunchError } from "./launch-error.mjs";
import { root } from "./root.mjs";

const platforms = { linux: "linux", win32: "win" };

/**
 * Gives the Node that runs Latchkey: the running one when it is 24 or newer, else the binary that npm installed.
 *
 * @returns {string}
 * @throws {LaunchError} when this platform has no such binary
 */
export function chooseNode() {
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  const folder = `node_modules/node-${platforms[process.platform] ?? process.platform}-${process.arch}/bin`;
  const path = join(root, folder, process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(path)) return path;
  throw new LaunchError(`Latchkey runs on Node 24, and this is Node ${process.versions.node}: install Node 24.`);
}
