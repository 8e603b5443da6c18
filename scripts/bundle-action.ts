// `npm run bundle:action`: the GitHub Action as one file that needs nothing but the runner's Node 24.
import { fileURLToPath } from "node:url";
import { bundleForNode } from "#scripts/bundle-for-node.ts";

/** Bundles the action into a folder; gives the path of the file. */
export async function bundleAction(directory: string): Promise<string> {
  const file = `${directory}/main.mjs`;
  await bundleForNode({ entry: "cli/github-action/main.ts", file, target: "node24", mode: 0o644 });
  return file;
}

if (import.meta.main) {
  const directory = fileURLToPath(new URL("../deploy/ci/github-action/dist", import.meta.url));
  process.stdout.write(`${await bundleAction(directory)}\n`);
}
