/**
 * Writes every character that a terminal obeys or that hides or turns text as `\uXXXX`; line breaks stay.
 *
 * Covers ANSI sequences, carriage returns, bidirectional and zero-width characters and lone surrogates. The escapes are
 * those of JSON (RFC 8259, section 7), so that a JSON document keeps its meaning. Idempotent.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (found) => (found === "\n" ? found : escaped(found)));
}

/** The same on one line: line breaks are escaped as well, so that a value cannot pass for a line of ours. */
export function escapeLine(text: string): string {
  return escapeControls(text).replaceAll("\n", String.raw`\n`);
}

function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => String.raw`\u` + unit.toString(16).padStart(4, "0"))
    .join("");
}
