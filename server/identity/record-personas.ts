import type { ServerContext } from "#server/context.ts";
import { embeddedIssuer, isEmbeddedIssuer } from "#server/identity/oidc-issuer.ts";
import { personaClaims, personas } from "#server/identity/personas.ts";
import { upsertPrincipal } from "#server/identity/upsert-principal.ts";

/**
 * Makes the demo issuer's people known before they sign in, so that a notice to an approver reaches somebody in a home
 * that is a minute old. Does nothing under any other issuer. Idempotent.
 */
export async function recordPersonas(ctx: ServerContext): Promise<void> {
  if (!isEmbeddedIssuer(ctx.settings)) return;
  const issuer = embeddedIssuer(ctx.settings);
  const stated = { statedAt: new Date(0), authTime: null, acr: null };
  for (const persona of personas) {
    const { email, name, groups } = personaClaims(persona);
    const claims = { issuer, subject: persona.subject, kind: "user" as const, email, name, groups, ...stated };
    await ctx.db.transaction((tx) => upsertPrincipal(tx, claims, { source: "sign_in", channel: "web" }));
  }
}
