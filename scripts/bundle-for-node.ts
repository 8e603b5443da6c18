import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle, type BuildOptions, type Plugin } from "esbuild";
import packageJson from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));

/** What differs between our bundles. */
export interface NodeBundle extends Pick<BuildOptions, "minify" | "banner"> {
  /** Path below the repository. */
  readonly entry: string;
  readonly file: string;
  /** Oldest Node whose syntax it has, as esbuild names it. */
  readonly target: string;
  readonly mode: number;
}

/**
 * Bundles a program of the command line's code into one file that needs Node and no clone; gives its size in bytes.
 *
 * The keyring's binary stays outside and is used where it is installed. Commands that work on a home of Latchkey say that
 * they run beside it. The file is there whole or as it was before.
 */
export async function bundleForNode({ entry, file, mode, ...options }: NodeBundle): Promise<number> {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: file,
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["@napi-rs/keyring"],
    legalComments: "eof",
    logLevel: "warning",
    plugins: [outsideTheClone],
    ...options,
  });
  const [{ contents }] = outputFiles as [(typeof outputFiles)[0]];
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, contents);
  await chmod(beside, mode);
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
