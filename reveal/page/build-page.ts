import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");

/**
 * Bundles the reveal page into `reveal/page/dist`: one script, one style sheet, its typefaces and its icon.
 *
 * Files are replaced one by one and whole, so that builds at the same time do not harm each other.
 */
export async function buildPage(): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: { page: "main.ts", style: "page.css", icon: "icon.svg" },
    outdir: dist,
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: ["es2022", "chrome123", "firefox120", "safari17.5"],
    loader: { ".woff2": "file", ".svg": "copy" },
    assetNames: "[name]",
    publicPath: "/assets",
    legalComments: "eof",
    logLevel: "warning",
  });
  await mkdir(dist, { recursive: true });
  const names = outputFiles.map((file) => basename(file.path).replace(/^style\.css$/, "page.css"));
  for (const [index, { contents }] of outputFiles.entries()) await replace(join(dist, names[index] ?? ""), contents);
  const stale = (await readdir(dist)).filter((name) => !names.includes(name) && !name.endsWith(".new"));
  for (const name of stale) await rm(join(dist, name), { force: true });
}

async function replace(path: string, contents: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.new`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

if (import.meta.main) await buildPage();
