/** Gives the value below which the fraction `at` of the values lies; `at` is in [0, 1]. */
export function percentile(values: readonly number[], at: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
}

/** Prints one table: a line per figure, the columns aligned. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join("  ").trimEnd()}\n`);
  }
}

/** Spells a goal with whether it was met in this run. */
export function verdict(goal: string, isMet: boolean): string {
  return `${goal}: ${isMet ? "met" : "MISSED"}`;
}

/** Whole milliseconds, as the table shows them. */
export function spellMs(value: number): string {
  return `${value.toFixed(0)} ms`;
}
