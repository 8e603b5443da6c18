import type { Catalog } from "#domain/catalog/catalog.ts";
import type { RuleWorld } from "#domain/federation/check-rule.ts";
import type { RuleIssuer } from "#domain/federation/claim-table-of.ts";
import type { ServerContext } from "#server/context.ts";

/** Gives what a draft of a rule is held against: today's catalog. */
export function ruleWorld({ catalog, settings }: Pick<ServerContext, "catalog" | "settings">): RuleWorld {
  return {
    issuers: new Map([...catalog.issuers].map(([name, issuer]) => [name, ruleIssuer(issuer, settings)])),
    environments: catalog.environments,
    templates: new Set(catalog.templates.keys()),
  };
}

function ruleIssuer(
  { name, kind, audience, idClaims }: Catalog["issuers"] extends ReadonlyMap<string, infer Issuer> ? Issuer : never,
  { LATCHKEY_PUBLIC_URL }: Pick<ServerContext["settings"], "LATCHKEY_PUBLIC_URL">,
): RuleIssuer {
  return { name, kind, audience: audience ?? LATCHKEY_PUBLIC_URL, idClaims };
}
