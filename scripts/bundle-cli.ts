import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle, type Plugin } from "esbuild";
import packageJson from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs before anything else of the file; the syntax below it is old enough for every Node to come this far. */
const banner = `#!/usr/bin/env node
if (Number(process.versions.node.split(".")[0]) < 24) {
  process.stderr.write("latchkey needs Node 24 or newer; this is Node " + process.versions.node + ".\\n");
  process.exit(1);
}`;

/**
 * Bundles the command line into one executable file that needs Node 24 and nothing else; gives its size in bytes.
 *
 * The keyring's binary stays outside and is used where it is installed. Commands that work on a home of Latchkey are
 * listed and say that they run beside it.
 */
export async function bundleCli(file = join(root, "dist/latchkey.mjs")): Promise<number> {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: ["cli/main.ts"],
    outfile: file,
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node18",
    external: ["@napi-rs/keyring"],
    banner: { js: banner },
    legalComments: "eof",
    logLevel: "warning",
    plugins: [outsideTheClone],
  });
  const [{ contents }] = outputFiles as [(typeof outputFiles)[0]];
  await mkdir(join(file, ".."), { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, contents);
  await chmod(beside, 0o755);
  await rename(beside, file);
  return contents.length;
}

/** Replaces what only a clone has: its folder, its package.json, and the commands that work on a home. */
const outsideTheClone: Plugin = {
  name: "outside-the-clone",
  setup(build) {
    build.onLoad({ filter: /\/cli\/clone-directory\.ts$/ }, () => ({
      contents: "export const cloneDirectory = null;",
    }));
    build.onLoad({ filter: /\/cli\/version\.ts$/ }, () => ({
      contents: `export const version = ${JSON.stringify(packageJson.version)};`,
    }));
    build.onLoad({ filter: /\/cli\/local\/.*\.ts$/ }, async ({ path }) => ({
      resolveDir: root,
      contents: standIn((await import(pathToFileURL(path).href)) as Record<string, unknown>),
    }));
  },
};

/** A module of local commands whose help is theirs and which say where they run. */
function standIn(module: Record<string, unknown>): string {
  const stubs = Object.entries(module).map(([exported, command]) => {
    // What a command holds beside its functions is text.
    return `export const ${exported} = { ...${JSON.stringify(command)}, run: elsewhere };`;
  });
  return `import { CliError } from "#cli/cli-error.ts";
const elsewhere = async () => {
  throw new CliError("This works on a home of Latchkey: run it on that machine, in the clone or the image.");
};
${stubs.join("\n")}`;
}

if (import.meta.main) {
  const bytes = await bundleCli();
  process.stdout.write(`dist/latchkey.mjs, ${Math.round(bytes / 1024)} KiB\n`);
}
