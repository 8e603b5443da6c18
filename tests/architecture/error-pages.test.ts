import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { errorTable } from "#domain/errors/error-table.ts";

const pages = resolve(import.meta.dirname, "../../docs/errors");
const codes = Object.entries(errorTable).map(([code, entry]) => ({ code, ...entry }));

describe("the pages of the error codes", () => {
  it("are one for each code, and none besides", async () => {
    const files = (await readdir(pages)).filter((name) => name !== "README.md");
    expect(files.sort()).toEqual(codes.map(({ code }) => `${code}.md`).sort());
  });

  it.each(codes)("say title and status of $code as the table has them", async ({ code, title, status }) => {
    const page = await readFile(join(pages, `${code}.md`), "utf8");
    expect(page).toContain(`# \`${code}\``);
    expect(page).toContain(`**${title}** · HTTP ${status}`);
    expect(page).toMatch(/\n## What to do\n\n- .*\n[\s\S]*\n## Example\n/);
  });

  it("are all listed in the index", async () => {
    const index = await readFile(join(pages, "README.md"), "utf8");
    expect(codes.filter(({ code }) => !index.includes(`(${code}.md)`))).toEqual([]);
  });
});
