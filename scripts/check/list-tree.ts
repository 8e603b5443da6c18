import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Folders that hold what is installed, built or made at run time: no part of the source tree. */
const outside = new Set([
  ".git",
  ".latchkey",
  ".next",
  "coverage",
  "node_modules",
  "playwright-report",
  "prisma/generated",
  "reveal/page/dist",
  "test-results",
]);

/** Gives every file of the source tree below `root`, sorted, as paths with forward slashes relative to it. */
export async function listTree(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      const name = relative(root, path).split(sep).join("/");
      if (outside.has(name) || outside.has(entry.name)) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile() && !/(^|\/)(next-env\.d\.ts|[^/]*\.(log|tsbuildinfo)|\.env(\..*)?)$/.test(name))
        found.push(name);
    }
  };
  await visit(root);
  return found.sort();
}
