import { escapeLine } from "#cli/escape-controls.ts";

/** Writes titles and values below each other; a value that is null or empty is left out. */
export function spellRows(rows: readonly (readonly [title: string, value: string | null])[]): string {
  const shown = rows.filter(([, value]) => value !== null && value !== "");
  const width = Math.max(0, ...shown.map(([title]) => title.length));
  return shown.map(([title, value]) => `${title.padEnd(width)}  ${escapeLine(value ?? "")}\n`).join("");
}
