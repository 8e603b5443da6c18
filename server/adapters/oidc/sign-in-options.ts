import type { AuthOptions } from "next-auth";
import type { IssuerMetadata } from "#server/adapters/oidc/discover-issuer.ts";
import { discoveryUrl } from "#server/adapters/oidc/discover-issuer.ts";
import { providerId } from "#server/adapters/oidc/run-next-auth.ts";

/** The client that Latchkey's web process is at its issuer. */
export interface SignInClient {
  readonly issuer: IssuerMetadata;
  readonly id: string;
  readonly secret: string;
  /** Encrypts the cookies that last for one sign-in. */
  readonly cookieSecret: string;
}

/** What the sign-in tells and asks its caller. */
export interface SignInHooks {
  cookie(name: "session" | "return-to" | "csrf" | "pkce" | "state" | "nonce"): { name: string; options: object };
  /** Receives the claims of an ID token whose signature, issuer, audience, nonce and times have been verified. */
  verified(claims: Readonly<Record<string, unknown>>): void;
  /** Opens the session of the claims received before. */
  createSession(): Promise<{ token: string; expiresAt: Date }>;
  /** Names and messages only: errors of this library carry responses and tokens. */
  failed(code: string, message: string): void;
}

const sessionSeconds = 12 * 3600;
const idTokenAlgorithms = ["RS256", "PS256", "ES256", "EdDSA"];

/**
 * Options of one step of a sign-in: code flow with PKCE, state and nonce, the claims from the ID token alone.
 *
 * The library keeps nothing: no account, no token, and the session through `hooks` only.
 */
export function signInOptions(client: SignInClient, hooks: SignInHooks): AuthOptions {
  return {
    secret: client.cookieSecret,
    providers: [providerOf(client, hooks)],
    session: { strategy: "database", maxAge: sessionSeconds },
    adapter: {
      // Who signs in is issuer and subject; the row is written together with the session.
      getUserByAccount: ({ providerAccountId: id }) => ({ id, email: "", emailVerified: null }),
      createSession: async ({ userId }) => {
        const { token, expiresAt } = await hooks.createSession();
        return { sessionToken: token, userId, expires: expiresAt };
      },
    },
    cookies: {
      sessionToken: hooks.cookie("session"),
      callbackUrl: hooks.cookie("return-to"),
      csrfToken: hooks.cookie("csrf"),
      pkceCodeVerifier: hooks.cookie("pkce"),
      state: hooks.cookie("state"),
      nonce: hooks.cookie("nonce"),
    },
    logger: {
      error: (code, metadata) => hooks.failed(code, messageOf(metadata)),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

function providerOf({ issuer, id, secret }: SignInClient, hooks: SignInHooks): AuthOptions["providers"][number] {
  return {
    id: providerId,
    name: "Single sign-on",
    type: "oauth",
    wellKnown: discoveryUrl(issuer.issuer),
    clientId: id,
    clientSecret: secret,
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    // `max_age` makes an issuer state `auth_time` (OpenID Connect Core, section 3.1.2.1).
    authorization: { params: { scope: scopeFor(issuer), max_age: sessionSeconds } },
    client: { id_token_signed_response_alg: algorithmOf(issuer) },
    httpOptions: { timeout: 10_000 },
    profile: (claims) => {
      if (claims.iss !== issuer.issuer) throw new Error("the ID token is of another issuer");
      hooks.verified(claims);
      return { id: claims.sub };
    },
  };
}

/** Some issuers state groups only for a scope of that name, others refuse a scope they do not know. */
function scopeFor({ scopesSupported }: IssuerMetadata): string {
  const standard = ["openid", "email", "profile"];
  return scopesSupported.includes("groups") ? [...standard, "groups"].join(" ") : standard.join(" ");
}

function algorithmOf({ idTokenAlgorithms: offered }: IssuerMetadata): string {
  return idTokenAlgorithms.find((algorithm) => offered.includes(algorithm)) ?? "RS256";
}

/** A message may quote what the callback's address says, which anybody can write: one short line of it is kept. */
function messageOf(metadata: unknown): string {
  const error = metadata instanceof Error ? metadata : (metadata as { error?: unknown } | null)?.error;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
  return text.replace(/[\p{Cc}\p{Cf}]/gu, " ").slice(0, 200);
}
