import * as oidc from "openid-client";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import { isLoopbackUrl } from "#server/identity/oidc-issuer.ts";
import type { Settings } from "#server/settings.ts";

/** What the page needs to send its reader to the issuer. */
export interface SignInTarget {
  readonly authorizationEndpoint: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
}

/** What the page brings back from the issuer, with the secrets it kept for this one sign-in. */
export const exchangeSchema = z.strictObject({
  code: z.string().min(1).max(4096),
  codeVerifier: z.string().regex(/^[\w.~-]{43,128}$/),
  nonce: z.string().regex(/^[\w-]{22,128}$/),
  /** RFC 9207, where the issuer sends it. */
  iss: z.string().max(2048).optional(),
});
export type Exchange = z.output<typeof exchangeSchema>;

/** The reveal page's own sign-in: code flow with PKCE as a confidential client that keeps nothing. */
export interface SignIn {
  /** @throws unavailable */
  target(): Promise<SignInTarget>;
  /**
   * Exchanges a code for an ID token, with the client's secret, and forgets everything else.
   * @throws unauthenticated, unavailable
   */
  exchange(exchange: Exchange): Promise<string>;
}

/** Makes the sign-in of the client `REVEAL_OIDC_CLIENT_ID` at `issuer`; the issuer is read when first needed. */
export function createSignIn(settings: Settings, issuer: string): SignIn {
  const redirectUri = `${settings.LATCHKEY_REVEAL_URL}/callback`;
  let discovered: Promise<oidc.Configuration> | undefined;
  const discover = () => {
    discovered ??= discoverClient(settings, issuer).catch((cause: unknown) => {
      discovered = undefined;
      throw cause instanceof AppError ? cause : unavailable(cause);
    });
    return discovered;
  };
  return {
    target: async () => {
      const { authorization_endpoint, scopes_supported = [] } = (await discover()).serverMetadata();
      if (authorization_endpoint === undefined) throw unavailable();
      const optional = ["email", "profile", "groups"].filter((scope) => scopes_supported.includes(scope));
      const scope = ["openid", ...optional].join(" ");
      return {
        authorizationEndpoint: authorization_endpoint,
        clientId: settings.REVEAL_OIDC_CLIENT_ID,
        redirectUri,
        scope,
      };
    },
    exchange: async ({ code, codeVerifier, nonce, iss }) => {
      const answer = new URL(redirectUri);
      answer.searchParams.set("code", code);
      if (iss !== undefined) answer.searchParams.set("iss", iss);
      const tokens = await oidc
        .authorizationCodeGrant(await discover(), answer, {
          pkceCodeVerifier: codeVerifier,
          expectedNonce: nonce,
          // The page made the state and has compared it; this process keeps none.
          expectedState: oidc.skipStateCheck,
          idTokenExpected: true,
        })
        .catch(refuse);
      if (tokens.id_token === undefined) throw new AppError("unauthenticated", "The issuer sent no ID token.");
      return tokens.id_token;
    },
  };
}

async function discoverClient(settings: Settings, issuer: string): Promise<oidc.Configuration> {
  const secret = settings.REVEAL_OIDC_CLIENT_SECRET;
  if (secret === undefined) {
    throw new AppError("settings_invalid", "Set REVEAL_OIDC_CLIENT_SECRET or REVEAL_OIDC_CLIENT_SECRET_FILE.");
  }
  // Basic is what an issuer registers for a client unless told otherwise (OpenID Connect Registration, section 2).
  const options = { timeout: 5, ...(isLoopbackUrl(issuer) ? { execute: [oidc.allowInsecureRequests] } : {}) };
  return oidc.discovery(new URL(issuer), settings.REVEAL_OIDC_CLIENT_ID, {}, oidc.ClientSecretBasic(secret), options);
}

function refuse(cause: unknown): never {
  const isOutage = cause instanceof TypeError || (cause instanceof oidc.ClientError && cause.code === "OAUTH_TIMEOUT");
  if (isOutage) throw unavailable(cause);
  throw new AppError("unauthenticated", "The sign-in could not be completed. Sign in again.", { cause });
}

function unavailable(cause?: unknown): AppError {
  return new AppError("unavailable", "The sign-in service does not answer. Try again.", { cause });
}
