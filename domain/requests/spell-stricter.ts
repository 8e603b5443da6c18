import type { BecameStricter } from "#domain/contracts/request.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** How it is said: what happened as sentences, or the rules alone, for the middle of another sentence. */
export type StricterForm = "sentence" | "rules";

/**
 * Says how the rules became stricter: `The rules became stricter since Priya Raman approved: lifetime.cap: The lifetime … .
 * Lifetime: at most 720 h → at most 48 h.`
 */
export function spellStricter({ rules, changes, approvedBy }: Omit<BecameStricter, "at">, form: StricterForm): string {
  const named = rules.map(({ rule, message }) => `${rule}: ${message}`).join(" ");
  if (form === "rules") return named.replace(/\.$/, "");
  const who = approvedBy.map(({ name, email }) => name ?? email ?? "an approver");
  const since = who.length === 0 ? "it was decided" : `${spellList(who, "and")} approved`;
  const limits = changes.map(({ limit, from, to }) => `${limit}: ${from} → ${to}.`);
  return [`The rules became stricter since ${since}: ${named}`, ...limits].join(" ");
}
