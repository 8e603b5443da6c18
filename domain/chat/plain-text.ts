import type { PlainText } from "#domain/chat/block.ts";

/** The longest text of a section; a header and a button hold less. */
const sectionCharactersMax = 3000;

/** Controls, line separators and marks that turn the direction of a text around; a line break may stay. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Makes a text object that is shown as it stands and fits in `charactersMax`. An empty text becomes a dash. */
export function plainText(text: string, charactersMax = sectionCharactersMax): PlainText {
  const clean = text.replaceAll(invisible, (mark) => (mark === "\n" ? mark : " ")).trim() || "–";
  return { type: "plain_text", text: shorten(clean, charactersMax), emoji: false };
}

/**
 * Makes the text that stands in for the blocks in a notice or for a screen reader. Unlike theirs it is read for markup:
 * what could be any is escaped, and no name in it is looked up (docs.slack.dev, "Formatting message text").
 */
export function escapeMarkup(text: string): string {
  const { text: clean } = plainText(text.replaceAll("\n", " "), 300);
  return clean.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function shorten(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  // Never half of a character that is made of two.
  return `${text.slice(0, charactersMax - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
