import { CliError } from "#cli/cli-error.ts";
import { fetchAnswer } from "#cli/fetch-answer.ts";
import { isLoopback } from "#cli/login/is-loopback.ts";
import { showProtectedResourceRoute } from "#domain/contracts/routes/show-protected-resource.ts";

/** Where to sign in for an installation, by its own word. */
export interface SignInPlace {
  readonly origin: string;
  readonly revealOrigin: string;
  readonly issuer: string;
}

/**
 * Asks an installation where its tokens come from (RFC 9728).
 *
 * Its word is held against the address it was asked at (section 3.3), and everything that a code, a token or a
 * credential would be sent to has to be https, or this machine.
 * @throws CliError
 */
export async function discoverResource(origin: string): Promise<SignInPlace> {
  assertSafe("The address of Latchkey", origin);
  const answer = await fetchAnswer(showProtectedResourceRoute, `${origin}${showProtectedResourceRoute.path}`);
  if (answer.resource !== origin) {
    throw new CliError(`${origin} calls itself ${answer.resource}: set LATCHKEY_URL to that, if it is the right one.`);
  }
  const [issuer = ""] = answer.authorization_servers;
  assertSafe("Its issuer", issuer);
  assertSafe("Its reveal origin", answer.latchkey_reveal_resource);
  return { origin, revealOrigin: answer.latchkey_reveal_resource, issuer };
}

function assertSafe(what: string, url: string): void {
  if (URL.canParse(url) && (new URL(url).protocol === "https:" || isLoopback(url))) return;
  throw new CliError(`${what}, ${url}, is not https: nobody signs in over an open wire.`);
}
