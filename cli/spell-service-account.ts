import { escapeLine } from "#cli/escape-controls.ts";
import type { ServiceAccountView } from "#domain/contracts/service-account.ts";

/** Spells a service account for a terminal. */
export function spellServiceAccount(account: ServiceAccountView): string {
  const { id, team, name, description, state, liveTokens, lastUsedAt } = account;
  const used = lastUsedAt === null ? "never used" : `last used ${lastUsedAt.slice(0, 16).replace("T", " ")} UTC`;
  const lines = [`${id}  ${state}  ${team}/${name}`, `  live tokens: ${liveTokens}, ${used}`];
  if (description !== "") lines.push(`  ${escapeLine(description)}`);
  return `${lines.join("\n")}\n`;
}
