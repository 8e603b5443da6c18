import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errorTable } from "#domain/errors/error-table.ts";

/** Reads the page of a stable error code, in Markdown; null where the code is none of ours. */
export async function readErrorPage(code: string): Promise<string | null> {
  if (!Object.hasOwn(errorTable, code)) return null;
  return readFile(join(process.cwd(), "docs/errors", `${code}.md`), "utf8").catch(() => null);
}
