import type { Configuration, TokenEndpointResponse, TokenEndpointResponseHelpers } from "openid-client";
import { CliError } from "#cli/cli-error.ts";
import { loadOidc, reasonOf } from "#cli/login/open-issuer.ts";
import { readAccessToken } from "#cli/login/read-access-token.ts";
import type { SessionToken } from "#cli/login/session.ts";

const secondsDefault = 300;

/** What the token endpoint answers with. */
export type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** A sign-in that is over: the issuer takes its refresh token no more. */
class SignInOver extends CliError {}

/** Whom a token is for. */
export interface Audience {
  readonly resource: string;
  /** The origin that it may not be for as well: whoever is sent the token could use it there. */
  readonly other: string;
}

/**
 * Buys a token for one origin with a refresh token: its audience by `resource` (RFC 8707), and by narrower scopes where
 * an issuer binds audiences to those.
 *
 * @throws CliError, that the sign-in is over where it is
 */
export async function renewToken(
  config: Configuration,
  refreshToken: string,
  wanted: Audience & { readonly scopes: readonly string[] },
): Promise<{ readonly token: SessionToken; readonly refreshToken: string }> {
  const oidc = await loadOidc();
  const parameters = { resource: wanted.resource, scope: ["openid", ...wanted.scopes].join(" ") };
  const answer = await oidc.refreshTokenGrant(config, refreshToken, parameters).catch((cause: unknown) => {
    const isOver = cause instanceof oidc.ResponseBodyError && cause.error === "invalid_grant";
    if (isOver) throw new SignInOver("Your sign-in is over: latchkey login.", { cause });
    throw new CliError(`The issuer gave no token: ${reasonOf(cause)}.`, { cause });
  });
  return { token: tokenOf(answer, wanted), refreshToken: answer.refresh_token ?? refreshToken };
}

/**
 * The access token of an answer, if it is one for `resource` and not for the `other` origin: a token for somebody else,
 * or for both, is never kept, and so never sent.
 *
 * @throws CliError
 */
export function tokenOf(answer: TokenAnswer, { resource, other }: Audience): SessionToken {
  const claims = readAccessToken(answer.access_token);
  if (claims === null || !claims.aud.includes(resource)) {
    throw new CliError(
      `The issuer gave no token for ${resource}, but for ${claims?.aud.join(", ") || "nobody that it names"}.`,
    );
  }
  if (claims.aud.includes(other)) {
    throw new CliError(
      `The issuer gave one token for ${resource} and ${other}: let it honour resource (RFC 8707), or give each origin's audience to a scope of its own, all and grants:reveal.`,
    );
  }
  const seconds = answer.expiresIn() ?? secondsDefault;
  return {
    value: answer.access_token,
    expiresAt: new Date(Date.now() + seconds * 1000).toISOString(),
    scopes: (claims.scope || (answer.scope ?? "")).split(" ").filter((scope) => scope === "all" || scope.includes(":")),
  };
}
