import { isStorable } from "#domain/federation/is-storable.ts";

const claimsMax = 200;
const depthMax = 4;

/**
 * Gives each claim of a token as one name and one text, so that a rule has only texts to compare. Claims inside a claim
 * are named by their path: `kubernetes.io/serviceaccount/uid`.
 *
 * A text stays as it is, a boolean and a whole number become their JSON text. What is anything else (a list, null, a
 * fraction, a number that JavaScript rounds, a text that is no valid Unicode or holds a NUL), lies deeper than four names,
 * or has the name of another, is left out: no rule is ever met by it.
 */
export function flatClaims(claims: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  collect(claims, [], found);
  const single = [...found].filter((entry): entry is [string, string] => entry[1] !== null);
  return new Map(single.slice(0, claimsMax));
}

function collect(claims: object, path: readonly string[], found: Map<string, string | null>): void {
  for (const [key, value] of Object.entries(claims)) {
    const at = [...path, key];
    const name = at.join("/");
    const text = textOf(value);
    if (!isStorable(name)) continue;
    if (text !== null) found.set(name, found.has(name) ? null : text);
    else if (isObject(value) && at.length < depthMax) collect(value, at, found);
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return isStorable(value) ? value : null;
  if (typeof value === "boolean" || Number.isSafeInteger(value)) return String(value);
  return null;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
