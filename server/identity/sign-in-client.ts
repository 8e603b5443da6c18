import { AppError } from "#domain/errors/app-error.ts";
import { discoverIssuer } from "#server/adapters/oidc/discover-issuer.ts";
import type { SignInClient } from "#server/adapters/oidc/sign-in-options.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import type { Settings } from "#server/settings.ts";

const secretCharactersMin = 32;

/**
 * Gives the web process's client at its issuer.
 *
 * @throws settings_invalid when a secret is missing or short; unavailable when the issuer does not answer
 */
export async function signInClient(settings: Settings): Promise<SignInClient> {
  const { OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret, NEXTAUTH_SECRET: cookieSecret } = settings;
  if (secret === undefined)
    throw new AppError("settings_invalid", "Set OIDC_CLIENT_SECRET or OIDC_CLIENT_SECRET_FILE.");
  if (cookieSecret === undefined || cookieSecret.length < secretCharactersMin) {
    throw new AppError("settings_invalid", `NEXTAUTH_SECRET must have ${secretCharactersMin} characters or more.`);
  }
  return { issuer: await discoverIssuer(oidcIssuer(settings)), id, secret, cookieSecret };
}
