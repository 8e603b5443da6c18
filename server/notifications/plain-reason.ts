import { plainPatterns } from "#domain/secret-text/plain-patterns.ts";

const charactersMax = 300;
const unread = 2000;

/**
 * Says what went wrong at a delivery in one line of at most 300 characters: no address with a login in it, and nothing
 * that looks like a secret, whatever the other side answered.
 */
export function plainReason(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const line = said
    .slice(0, unread)
    .replace(/[\s\p{C}]+/gu, " ")
    .trim();
  const masked = plainPatterns.reduce((text, { form }) => text.replace(form, "…"), line);
  return (
    masked.replace(/\b(?=\w{0,60}\d)(?=\w{0,60}[A-Za-z])[\w+/=-]{24,}/g, "…").slice(0, charactersMax) ||
    "No reason given."
  );
}
