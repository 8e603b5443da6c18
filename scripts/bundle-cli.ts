// `npm run bundle:cli`: the command line as one file.
import { fileURLToPath } from "node:url";
import { bundleForNode } from "#scripts/bundle-for-node.ts";

/** Runs before anything else of the file; the syntax below it is old enough for Node 18 to come this far. */
const banner = `#!/usr/bin/env node
if (Number(process.versions.node.split(".")[0]) < 24) {
  process.stderr.write("latchkey needs Node 24 or newer; this is Node " + process.versions.node + ".\\n");
  process.exit(1);
}`;

/**
 * Bundles the command line into one executable file that needs Node 24 and nothing else, and says so on an older one;
 * gives its size in bytes.
 */
export function bundleCli(file = fileURLToPath(new URL("../dist/latchkey.mjs", import.meta.url))): Promise<number> {
  return bundleForNode({
    entry: "cli/main.ts",
    file,
    target: "node18",
    minify: true,
    banner: { js: banner },
    mode: 0o755,
  });
}

if (import.meta.main) {
  const bytes = await bundleCli();
  process.stdout.write(`dist/latchkey.mjs, ${Math.round(bytes / 1024)} KiB\n`);
}
