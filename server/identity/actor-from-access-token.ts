import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { verifyAccessToken, type AccessTokenPayload } from "#server/adapters/oidc/verify-access-token.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import type { IdentityContext } from "#server/identity/actor-from-session.ts";
import { cliClientId } from "#domain/access/cli-client-id.ts";
import { findPrincipal } from "#server/identity/find-principal.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { parseScopes } from "#server/identity/parse-scopes.ts";
import { principalClaims, type PrincipalClaims } from "#server/identity/principal-claims.ts";
import type { KnownPrincipal } from "#server/identity/principal-row.ts";
import { upsertPrincipal } from "#server/identity/upsert-principal.ts";

const bearerSchema = z.object({
  scope: z.string().max(4_000),
  client_id: z.string().optional(),
  act: z.object({ sub: z.string().min(1).max(200) }).optional(),
});

/**
 * Gives the actor of a JWT access token that the configured issuer signed for `LATCHKEY_PUBLIC_URL`.
 *
 * The token proves who calls and carries the scopes; groups are those of the newest statement in the ledger, so a
 * role that a newer token took away is not brought back by an older one.
 * @throws unauthenticated, unavailable
 */
export async function actorFromAccessToken(ctx: IdentityContext, token: string): Promise<Actor> {
  const issuer = oidcIssuer(ctx.settings);
  const payload = await verifyAccessToken(token, { issuer, audience: ctx.settings.LATCHKEY_PUBLIC_URL });
  const bearer = parseBearer(payload);
  const claims = principalClaims(payload, { groupsClaim: ctx.settings.OIDC_GROUPS_CLAIM, now: new Date() });
  const channel = bearer.client_id === cliClientId ? "cli" : "api";
  const principal = await currentPrincipal(ctx, claims, channel);
  if (principal.disabledAt !== null || principal.kind !== claims.kind) {
    throw new AppError("unauthenticated", "The access token is not valid here.");
  }
  return actorFromPrincipal(ctx, principal, {
    channel,
    scopes: parseScopes(bearer.scope),
    authTime: claims.authTime,
    acr: claims.acr,
    act: bearer.act?.sub ?? null,
  });
}

function parseBearer(payload: AccessTokenPayload): z.infer<typeof bearerSchema> {
  const parsed = bearerSchema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw new AppError("unauthenticated", "A claim of the access token is not valid.", { cause: parsed.error });
}

/** Reads the row, and writes only when the token states something newer than it: once per token, not once per call. */
async function currentPrincipal(
  ctx: IdentityContext,
  claims: PrincipalClaims,
  channel: "cli" | "api",
): Promise<KnownPrincipal> {
  const known = await findPrincipal(ctx.db, claims);
  if (known !== null && known.claimsAt.getTime() >= claims.statedAt.getTime()) return known;
  if (known !== null && known.kind !== claims.kind) return known;
  return ctx.db.transaction((tx) => upsertPrincipal(tx, claims, { source: "bearer", channel }));
}
