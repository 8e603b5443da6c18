import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { AppError } from "#domain/errors/app-error.ts";

const dist = new URL("page/dist/", import.meta.url);
const types: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  woff2: "font/woff2",
};

/** One built file of the page, held in memory. */
export interface PageAsset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Subresource integrity, `sha384-…`. */
  readonly integrity: string;
}

/**
 * Reads the built files of the page, by name.
 *
 * @throws settings_invalid when the page was not built
 */
export async function readPageAssets(): Promise<ReadonlyMap<string, PageAsset>> {
  const names = await readdir(dist).catch(() => []);
  const known = names.filter((name) => Object.hasOwn(types, extensionOf(name)));
  if (!known.includes("page.js") || !known.includes("page.css")) {
    throw new AppError("settings_invalid", "The reveal page is not built: run node reveal/page/build-page.ts.");
  }
  return new Map(await Promise.all(known.map(async (name) => [name, await readAsset(name)] as const)));
}

async function readAsset(name: string): Promise<PageAsset> {
  const body = new Uint8Array(await readFile(new URL(name, dist)));
  const integrity = `sha384-${createHash("sha384").update(body).digest("base64")}`;
  return { body, type: types[extensionOf(name)] ?? "application/octet-stream", integrity };
}

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
