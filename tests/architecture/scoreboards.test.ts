import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { faults } from "#tests/faults/say-fault.ts";
import { machineDefences } from "#tests/machine/say-machine.ts";
import { revealProperties } from "#tests/reveal/say-figure.ts";

const root = resolve(import.meta.dirname, "../..");

const pages = [
  {
    name: "reveal",
    page: "docs/reveal-scoreboard.md",
    rows: Object.keys(revealProperties),
    prints: "sayFigure|report",
  },
  { name: "fault", page: "docs/fault-scoreboard.md", rows: Object.keys(faults), prints: "sayFault|expectTakenUp" },
  {
    name: "machine",
    page: "docs/machine-scoreboard.md",
    rows: Object.keys(machineDefences),
    prints: "sayMachine",
  },
];

/** One row of a table: its number, and the files that are to prove it. */
interface Row {
  readonly number: string;
  readonly proof: string;
  readonly files: readonly string[];
}

describe.each(pages)("the $name scoreboard", ({ page, rows: numbers, prints }) => {
  let rows: readonly Row[];

  beforeAll(async () => {
    rows = rowsOf(await readFile(join(root, page), "utf8"));
  });

  it("has one row for each number, in their order", () => {
    expect(rows.map(({ number }) => number)).toEqual(numbers);
  });

  it.each(numbers)(
    "names for %s files that have a test of that title and print its figure, or a bench",
    async (number) => {
      const row = rows.find((one) => one.number === number);
      if (row?.proof === "not yet measured") return;
      expect(row?.files).not.toEqual([]);
      if (row?.proof.startsWith("bench: "))
        return expect(row.files.every((file) => file.startsWith("bench/"))).toBe(true);
      const sources = await Promise.all((row?.files ?? []).map((file) => readFile(join(root, file), "utf8")));
      // A file without a test of the title proves nothing of it, and one of them prints what it measured.
      expect(sources.map((source) => hasTest(source, number))).toEqual(sources.map(() => true));
      expect(sources.some((source) => new RegExp(`\\b(${prints})\\(\\s*"${number}"`).test(source))).toBe(true);
    },
  );
});

describe("the scoreboards", () => {
  it("have the properties of a reveal from R1 to R15", () => {
    expect(Object.keys(revealProperties)).toEqual(Array.from({ length: 15 }, (_, index) => `R${index + 1}`));
  });

  it("tell a title from a mention, and from the title of another row", () => {
    expect(hasTest('test("R1: one winner", () => {})', "R1")).toBe(true);
    expect(hasTest("test.each(kinds)(`R1: $what`, {}, () => {})", "R1")).toBe(true);
    expect(hasTest('test.for(points.F1)("F1: killed at %s", () => {})', "F1")).toBe(true);
    expect(hasTest('test("R12: a link", () => {})', "R1")).toBe(false);
    expect(hasTest('// R1: one winner\nsayFigure("R1", "")', "R1")).toBe(false);
    expect(hasTest('test.skip("R1: one winner", () => {})', "R1")).toBe(false);
  });
});

function rowsOf(text: string): readonly Row[] {
  return text.split("\n").flatMap((line) => {
    const [, first = "", proof = ""] = line.split("|").map((cell) => cell.trim());
    const number = /^\*\*([RFN]\d+)\*\* /.exec(first)?.[1];
    if (number === undefined) return [];
    const files = [...proof.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map((match) => match[1] ?? "");
    return [{ number, proof, files }];
  });
}

function hasTest(source: string, number: string): boolean {
  return new RegExp(`\\btest(\\.(each|for)\\((?:[^()]|\\([^()]*\\))*\\))?\\(\\s*["\`]${number}[:,] `).test(source);
}
