import type { Configuration } from "openid-client";
import { CliError } from "#cli/cli-error.ts";
import { isLoopback } from "#cli/login/is-loopback.ts";
import { cliClientId } from "#domain/access/cli-client-id.ts";

const answerSeconds = 10;

/** The OpenID Connect client, loaded when somebody signs in or a token is renewed: other commands start without it. */
export const loadOidc = () => import("openid-client");

/**
 * Reads what the issuer says of itself and makes this command its public client; ID tokens are held against its keys.
 *
 * @throws CliError when it does not answer, or names another issuer
 */
export async function openIssuer(issuer: string): Promise<Configuration> {
  const oidc = await loadOidc();
  const options = {
    timeout: answerSeconds,
    execute: [oidc.enableNonRepudiationChecks, ...(isLoopback(issuer) ? [oidc.allowInsecureRequests] : [])],
  };
  try {
    return await oidc.discovery(new URL(issuer), cliClientId, undefined, oidc.None(), options);
  } catch (cause) {
    throw new CliError(`The issuer ${issuer} does not answer as one: ${reasonOf(cause)}.`, { cause });
  }
}

/** The innermost reason of a failure, without its final stop. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const described = "error_description" in error && typeof error.error_description === "string";
  const code = "error" in error && typeof error.error === "string" ? error.error : "";
  if (code !== "") return described ? `${code}: ${String(error.error_description)}` : code;
  const cause = error.cause instanceof Error ? error.cause : null;
  return (cause === null ? error.message : reasonOf(cause)).replace(/[.]$/, "");
}
