import type { FoundSecret } from "#domain/secret-text/found-secret.ts";
import { plainPatterns } from "#domain/secret-text/plain-patterns.ts";

/** Finds the first thing in a text that looks like a secret by its form alone; null: nothing does. */
export function findPlainSecret(text: string): FoundSecret | null {
  for (const { kind, form } of plainPatterns) {
    const [match] = text.matchAll(form);
    if (match) return { kind, from: match.index, until: match.index + match[0].length };
  }
  return null;
}
