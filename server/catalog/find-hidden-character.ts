/** Control characters but tab and line ends, halves of surrogate pairs, what has no width, and what changes the direction of text. */
const hidden =
  /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

/** Finds the first character that shows nothing, or shows the text around it in another order than it is read. */
export function findHiddenCharacter(text: string): { readonly index: number; readonly name: string } | null {
  // A byte order mark is one only at the very beginning.
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const index = text.slice(start).search(hidden);
  if (index < 0) return null;
  const code = text.codePointAt(start + index) ?? 0;
  return { index: start + index, name: `U+${code.toString(16).toUpperCase().padStart(4, "0")}` };
}
