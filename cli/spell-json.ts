/** Writes a document of the API for machines, with a line break at its end. */
export function spellJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
