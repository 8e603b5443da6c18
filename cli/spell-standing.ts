import { readAccessToken } from "#cli/login/read-access-token.ts";
import type { Session } from "#cli/login/session.ts";
import type { TokenStore } from "#cli/login/token-store.ts";
import { spellRows } from "#cli/spell-rows.ts";

/** Who calls, as `latchkey whoami --json` prints it. Holds no token. */
export interface Standing {
  readonly origin: string;
  readonly revealOrigin: string | null;
  /** Where the token is kept. */
  readonly source: TokenStore["kind"] | "LATCHKEY_TOKEN";
  /** Null: a token that does not say, such as a service account's. */
  readonly person: Session["person"] | null;
  readonly issuer: string | null;
  readonly scopes: readonly string[];
  /** End of the token in hand; null where it does not say. */
  readonly expiresAt: string | null;
  /** Whether it is renewed by itself. */
  readonly isRenewed: boolean;
  /** Whether it can open credentials. */
  readonly opensCredentials: boolean;
}

/** The standing of a sign-in that is kept. */
export function presentSession(session: Session, source: TokenStore["kind"]): Standing {
  const { origin, revealOrigin, person, issuer, tokens, refreshToken } = session;
  return {
    origin,
    revealOrigin,
    source,
    person,
    issuer,
    scopes: tokens.api.scopes,
    expiresAt: tokens.api.expiresAt,
    isRenewed: refreshToken !== null,
    opensCredentials: tokens.reveal !== null,
  };
}

/** The standing of a token of the environment, by its own word. */
export function presentGivenToken(token: string, origin: string): Standing {
  const claims = readAccessToken(token);
  const scopes = claims?.scope.split(" ").filter(Boolean) ?? [];
  return {
    origin,
    revealOrigin: null,
    source: "LATCHKEY_TOKEN",
    person:
      claims?.sub === undefined
        ? null
        : { subject: claims.sub, name: claims.name ?? null, email: claims.email ?? null },
    issuer: claims?.iss ?? null,
    scopes,
    expiresAt: claims?.exp === undefined ? null : new Date(claims.exp * 1000).toISOString(),
    isRenewed: false,
    opensCredentials: scopes.includes("all") || scopes.includes("grants:reveal"),
  };
}

/** Writes it for people. */
export function spellStanding(standing: Standing): string {
  const { person, origin, issuer, expiresAt, isRenewed, scopes, source, opensCredentials } = standing;
  const who = person === null ? "a token that does not say whose it is" : nameOf(person);
  const until = expiresAt === null ? "not said" : `${expiresAt}${isRenewed ? ", renewed by itself" : ""}`;
  return spellRows([
    ["Signed in as", who],
    ["At", origin],
    ["Issuer", issuer ?? "not said"],
    ["Until", until],
    ["Scopes", scopes.join(", ") || "not said"],
    ["Opens credentials", opensCredentials ? "yes" : "no"],
    ["Kept in", source === "LATCHKEY_TOKEN" ? source : `the ${source === "file" ? "file store" : "keyring"}`],
  ]);
}

function nameOf({ name, email, subject }: Session["person"]): string {
  if (name === null) return email ?? subject;
  return email === null ? name : `${name} (${email})`;
}
