import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";

const file = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2";

/** Serves the product's typeface from the installed package: the pages load nothing from elsewhere. */
export async function serveFont(response: ServerResponse): Promise<void> {
  const bytes = await readFile(new URL(import.meta.resolve(file)));
  response.writeHead(200, { "content-type": "font/woff2", "cache-control": "public, max-age=86400" });
  response.end(bytes);
}
