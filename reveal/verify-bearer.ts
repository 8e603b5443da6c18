import { decodeProtectedHeader } from "jose";
import { AppError } from "#domain/errors/app-error.ts";
import { isServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import { verifyAccessToken } from "#server/adapters/oidc/verify-access-token.ts";
import { parseScopes } from "#server/identity/parse-scopes.ts";
import { principalClaims, type PrincipalClaims } from "#server/identity/principal-claims.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import { verifyIdToken } from "#reveal/verify-id-token.ts";

/** Who calls, by a token that this process verified itself. */
export interface Caller extends PrincipalClaims {
  readonly channel: "web" | "api";
  readonly act: string | null;
}

/** Headers that would let a token bring or point to its own key, or change what is signed. */
const foreignKeyMembers = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"];
const tokenCharactersMax = 16_384;
const scope = "grants:reveal";

/**
 * Accepts an ID token of the reveal page's own sign-in, or an RFC 9068 access token for this origin with the scope
 * `all` or `grants:reveal`; never a service account, never an opaque token, never a cookie. A service account's own
 * token is known by its form alone: this process cannot look it up, and no such token opens anything here.
 *
 * @throws unauthenticated, insufficient_scope, forbidden, unavailable
 */
export async function verifyBearer(ctx: RevealContext, authorization: string | null): Promise<Caller> {
  assertNoServiceAccount(authorization);
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined)
    throw new AppError("unauthenticated", "Sign in to open this, and send the token as a bearer.");
  const caller = isAccessToken(token) ? await fromAccessToken(ctx, token) : await fromIdToken(ctx, token);
  if (caller.kind !== "user") throw serviceAccountRefused();
  return caller;
}

function assertNoServiceAccount(authorization: string | null): void {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token !== undefined && isServiceAccountToken(token)) throw serviceAccountRefused();
}

function serviceAccountRefused(): AppError {
  return new AppError("forbidden", "A service account never opens a person's credential.");
}

async function fromAccessToken(ctx: RevealContext, token: string): Promise<Caller> {
  const { issuer, settings } = ctx;
  const payload = await verifyAccessToken(token, { issuer, audience: settings.LATCHKEY_REVEAL_URL });
  const scopes = parseScopes(typeof payload.scope === "string" ? payload.scope : "");
  if (!scopes.includes("all") && !scopes.includes(scope)) {
    throw new AppError("insufficient_scope", `The token lacks the scope ${scope}.`, { details: { scope } });
  }
  return callerOf(ctx, payload, "api");
}

async function fromIdToken(ctx: RevealContext, token: string): Promise<Caller> {
  const { issuer, settings } = ctx;
  const payload = await verifyIdToken(token, { issuer, clientId: settings.REVEAL_OIDC_CLIENT_ID });
  return callerOf(ctx, payload, "web");
}

function callerOf(ctx: RevealContext, payload: Readonly<Record<string, unknown>>, channel: Caller["channel"]): Caller {
  const claims = principalClaims(payload, { groupsClaim: ctx.settings.OIDC_GROUPS_CLAIM, now: new Date() });
  return { ...claims, channel, act: actorOf(payload) };
}

/** Who acted for the subject (RFC 8693, section 4.1), e.g. the local operator of embedded mode. */
function actorOf({ act }: Readonly<Record<string, unknown>>): string | null {
  const isClaim = typeof act === "object" && act !== null && "sub" in act;
  return isClaim && typeof act.sub === "string" ? act.sub : null;
}

function isAccessToken(token: string): boolean {
  try {
    if (token.length > tokenCharactersMax) throw new RangeError("too long");
    const header = decodeProtectedHeader(token);
    if (foreignKeyMembers.some((member) => Object.hasOwn(header, member))) throw new RangeError("foreign key");
    return /^(application\/)?at\+jwt$/i.test(header.typ ?? "");
  } catch (cause) {
    throw new AppError("unauthenticated", "The token is not valid here.", { cause });
  }
}
