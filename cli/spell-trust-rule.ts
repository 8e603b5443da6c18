import { escapeLine } from "#cli/escape-controls.ts";
import type { TrustRuleView } from "#domain/contracts/trust-rule.ts";
import { explainRuleIssuer } from "#domain/federation/rule-issuer-state.ts";

/** Spells a trust rule for a terminal: whom it lets in, as what, and what for. */
export function spellTrustRule(rule: TrustRuleView): string {
  const {
    id,
    state,
    serviceAccount,
    description,
    issuer,
    claims,
    environments,
    templates,
    scopes,
    lastUsedAt,
    issuerState,
  } = rule;
  const used = lastUsedAt === null ? "never used" : `last used ${lastUsedAt.slice(0, 16).replace("T", " ")} UTC`;
  const foreign = state === "active" ? explainRuleIssuer(issuerState) : null;
  const lines = [
    `${id}  ${state}  ${issuer} -> ${serviceAccount.team}/${serviceAccount.name}`,
    ...(foreign === null ? [] : [`  ${foreign}`]),
    ...(description === "" ? [] : [`  ${escapeLine(description)}`]),
    ...Object.entries(claims).map(([name, value]) => `  ${escapeLine(name)} = ${escapeLine(value)}`),
    `  environments: ${environments.join(", ")}; templates: ${templates === null ? "every one" : templates.join(", ")}`,
    `  may: ${scopes.join(", ")}; ${used}`,
  ];
  return `${lines.join("\n")}\n`;
}
