import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * Gives a digest of the names and contents of files and, recursively, of directories of the clone; what is not there
 * counts as empty.
 *
 * @param {readonly string[]} paths relative to the clone
 * @param {(path: string) => boolean} [isInput] false leaves a file out
 * @returns {string}
 */
export function digestFiles(paths, isInput = () => true) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(listFiles).filter(isInput)) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

function listFiles(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  const entries = readdirSync(join(root, path), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => (entry.isDirectory() || entry.isFile() ? listFiles(`${path}/${entry.name}`) : []));
}
