import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { revealProperties } from "#tests/reveal/say-figure.ts";

const root = resolve(import.meta.dirname, "../..");
const page = "docs/reveal-scoreboard.md";

/** One row of the table: its property, and the files that are to prove it. */
interface Row {
  readonly property: string;
  readonly proof: string;
  readonly files: readonly string[];
}

describe("the reveal scoreboard", () => {
  let rows: readonly Row[];

  beforeAll(async () => {
    rows = rowsOf(await readFile(join(root, page), "utf8"));
  });

  it("has one row for each of R1 to R15, in their order", () => {
    expect(Object.keys(revealProperties)).toEqual(Array.from({ length: 15 }, (_, index) => `R${index + 1}`));
    expect(rows.map(({ property }) => property)).toEqual(Object.keys(revealProperties));
  });

  it.each(Object.keys(revealProperties))(
    "names for %s files that have a test of that title and print its figure, or a bench",
    async (property) => {
      const row = rows.find((one) => one.property === property);
      expect(row?.files).not.toEqual([]);
      if (row?.proof.startsWith("bench: "))
        return expect(row.files.every((file) => file.startsWith("bench/"))).toBe(true);
      const sources = await Promise.all((row?.files ?? []).map((file) => readFile(join(root, file), "utf8")));
      // A file without a test of the title proves nothing of it, and one of them prints what it measured.
      expect(sources.map((source) => hasTest(source, property))).toEqual(sources.map(() => true));
      expect(sources.some((source) => printsFigure(source, property))).toBe(true);
    },
  );

  it("tells a title from a mention, and from the title of another property", () => {
    expect(hasTest('test("R1: one winner", () => {})', "R1")).toBe(true);
    expect(hasTest("test.each(kinds)(`R1: $what`, {}, () => {})", "R1")).toBe(true);
    expect(hasTest('test("R12: a link", () => {})', "R1")).toBe(false);
    expect(hasTest('// R1: one winner\nsayFigure("R1", "")', "R1")).toBe(false);
    expect(hasTest('test.skip("R1: one winner", () => {})', "R1")).toBe(false);
  });
});

function rowsOf(text: string): readonly Row[] {
  return text.split("\n").flatMap((line) => {
    const [, first = "", proof = ""] = line.split("|").map((cell) => cell.trim());
    const property = /^\*\*(R\d+)\*\* /.exec(first)?.[1];
    if (property === undefined) return [];
    const files = [...proof.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map((match) => match[1] ?? "");
    return [{ property, proof, files }];
  });
}

function hasTest(source: string, property: string): boolean {
  return new RegExp(`\\btest(\\.each\\([^)]*\\))?\\(\\s*["\`]${property}[:,] `).test(source);
}

function printsFigure(source: string, property: string): boolean {
  return new RegExp(`\\b(sayFigure|report)\\(\\s*"${property}"`).test(source);
}
