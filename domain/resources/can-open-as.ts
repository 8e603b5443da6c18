import { attributeWords } from "#domain/access/attribute-words.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { PersonAttribute } from "#domain/contracts/decision.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Whose word counts for what a person is: both must say so. */
interface Vouched {
  /** Of the token that was verified here. */
  readonly byToken: readonly PersonAttribute[];
  readonly byLedger: readonly PersonAttribute[];
}

/** Tells whether a recipient is what the rules demand of whoever opens a credential, now and not only when they asked. */
export function canOpenAs(demanded: readonly PersonAttribute[], { byToken, byLedger }: Vouched): Permission {
  const missing = demanded.filter((attribute) => !byToken.includes(attribute) || !byLedger.includes(attribute));
  if (missing.length === 0) return allowed;
  const words = [...new Set(missing)].map((attribute) => attributeWords[attribute]);
  return refused(
    `Only somebody of whom the identity provider says that they are ${spellList(words, "and")} may open this.`,
  );
}
