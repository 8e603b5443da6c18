import { claimValueCharactersMax } from "#domain/federation/rule-limits.ts";

const wildcard = /[*?]/;
const expression = /[[\]^$\\]|\.\+|\{\d*(?:,\d*)?\}|^\/.*\/[a-z]*$/;
const likePattern = /%/;
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u;

/**
 * Says what is wrong with the text of a claim's value: whatever reads like a pattern, has what nobody can see, or can be
 * written in two ways. Null: it is one exact value.
 *
 * No rule ever compares by a pattern. What looks like one is refused so that nobody believes it does. What is longer than
 * any value may be is refused before anything else looks at it, and what is looked at takes steps in proportion to its length.
 */
export function findPattern(value: string): string | null {
  if (value === "") return "It is empty. Leave the claim out, or write the exact value.";
  if (value.length > claimValueCharactersMax)
    return `It has more than ${claimValueCharactersMax} characters: no rule binds a value as long.`;
  if (wildcard.test(value)) return "* and ? stand for nothing here. Write the exact value, and one rule for each.";
  if (expression.test(value) || hasAlternatives(value))
    return "This reads like a regular expression. Write the exact value, and one rule for each.";
  if (likePattern.test(value)) return "% stands for nothing here. Write the exact value, and one rule for each.";
  if (invisible.test(value)) return "It holds a character that cannot be seen. Type it anew.";
  if (value !== value.trim()) return "It begins or ends with a space. Take it out.";
  if (value !== value.normalize("NFC")) return "It is not in the form that tokens use (Unicode NFC). Type it anew.";
  return null;
}

/** Tells whether a bar stands between an opening bracket and the closing one that comes next. */
function hasAlternatives(value: string): boolean {
  const closed = value.split(")").slice(0, -1);
  return closed.some((part) => part.includes("(") && part.includes("|", part.indexOf("(")));
}
