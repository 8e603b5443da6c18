// `npm run bundle:action`: the GitHub Action as one file that needs nothing but the runner's Node 24.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the action into a folder; gives the path of the file. */
export async function bundleAction(directory: string): Promise<string> {
  const outfile = `${directory}/main.mjs`;
  await build({
    absWorkingDir: fileURLToPath(new URL("../", import.meta.url)),
    entryPoints: ["cli/github-action/main.ts"],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    external: ["@napi-rs/keyring"],
    legalComments: "eof",
    logLevel: "warning",
  });
  return outfile;
}

if (import.meta.main) {
  const directory = fileURLToPath(new URL("../deploy/ci/github-action/dist", import.meta.url));
  process.stdout.write(`${await bundleAction(directory)}\n`);
}
