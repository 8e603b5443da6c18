import { escapeLine } from "#cli/escape-controls.ts";

/** One column of a table, the most telling ones first: those at the end go when the terminal is too narrow. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  /** Least characters it may be cut to; absent for one that is never cut, such as an id to copy. */
  readonly charactersMin?: number;
}

const gap = "  ";
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Lays rows out in columns below their titles, each row on one line of at most `width` characters.
 *
 * @param width characters of the terminal, or null where nobody looks: then nothing is cut
 */
export function spellTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  width: number | null,
): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => escapeLine(value(row)))),
  ];
  const natural = columns.map((_, at) => Math.max(...cells.map((line) => lengthOf(line[at] ?? ""))));
  const widths = width === null ? natural : fit(columns, natural, width);
  return cells.map((line) => `${spellLine(line, widths)}\n`).join("");
}

function fit<Row>(columns: readonly TableColumn<Row>[], natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const least = columns.map(({ charactersMin }, at) => Math.min(charactersMin ?? Infinity, natural[at] ?? 0));
  const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one + gap.length, -gap.length);
  while (widths.length > 1 && total(least.slice(0, widths.length)) > width) widths.pop();
  while (total(widths) > width) {
    const spare = widths.map((one, at) => one - (least[at] ?? 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) <= 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function spellLine(cells: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, at) => padded(cut(cells[at] ?? "", width), width))
    .join(gap)
    .trimEnd();
}

function cut(text: string, width: number): string {
  return lengthOf(text) <= width
    ? text
    : `${graphemesOf(text)
        .slice(0, Math.max(0, width - 1))
        .join("")}…`;
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - lengthOf(text)));
}

function lengthOf(text: string): number {
  return graphemesOf(text).length;
}

function graphemesOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
