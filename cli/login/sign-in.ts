import type { Configuration } from "openid-client";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import type { SignInPlace } from "#cli/login/discover-resource.ts";
import { renewToken, tokenOf, type Audience, type TokenAnswer } from "#cli/login/issue-token.ts";
import { listenForCallback, type Callback } from "#cli/login/listen-for-callback.ts";
import { openBrowser } from "#cli/login/open-browser.ts";
import { loadOidc, openIssuer, reasonOf } from "#cli/login/open-issuer.ts";
import { apiScopesOf, revealScopes } from "#cli/login/reach.ts";
import { readAccessToken } from "#cli/login/read-access-token.ts";
import type { Session } from "#cli/login/session.ts";

/** How a person wants to sign in. */
export interface SignInWishes {
  readonly scopes: readonly string[];
  /** Ask who it is again, though the browser is signed in. */
  readonly isFresh: boolean;
  readonly opensBrowser: boolean;
  /** Loopback port; 0: any. */
  readonly port: number;
  readonly secondsMax: number;
}

/**
 * Signs a person in at the issuer of an installation: the code flow in their browser with PKCE (S256), state and nonce,
 * answered on a loopback address (RFC 8252), and gives a session with one token for each origin (RFC 8707).
 *
 * @throws CliError; nothing is kept then
 */
export async function signIn(place: SignInPlace, wishes: SignInWishes, terminal: Terminal): Promise<Session> {
  const [oidc, config] = await Promise.all([loadOidc(), openIssuer(place.issuer)]);
  const secrets = { verifier: oidc.randomPKCECodeVerifier(), state: oidc.randomState(), nonce: oidc.randomNonce() };
  const listener = await listenForCallback(secrets.state, wishes.port);
  try {
    const challenge = await oidc.calculatePKCECodeChallenge(secrets.verifier);
    const asked = { ...secrets, challenge, redirectUri: listener.redirectUri, wishes };
    const url = oidc.buildAuthorizationUrl(config, parametersOf(config, place, asked)).href;
    await lead(url, wishes, terminal);
    const callback = await listener.received(wishes.secondsMax * 1000);
    return await finish(callback, () => redeem(config, callback, { place, wishes, secrets }));
  } finally {
    listener.close();
  }
}

interface Asked {
  readonly state: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly redirectUri: string;
  readonly wishes: SignInWishes;
}

function parametersOf(config: Configuration, place: SignInPlace, asked: Asked): URLSearchParams {
  const { scopes, isFresh } = asked.wishes;
  const supported = config.serverMetadata().scopes_supported ?? [];
  const personal = ["email", "profile", "groups", "offline_access"].filter((scope) => supported.includes(scope));
  const isRevealing = mayReveal(scopes);
  const parameters = new URLSearchParams({
    redirect_uri: asked.redirectUri,
    scope: [...new Set(["openid", ...personal, ...scopes, ...(isRevealing ? revealScopes : [])])].join(" "),
    code_challenge: asked.challenge,
    code_challenge_method: "S256",
    state: asked.state,
    nonce: asked.nonce,
    ...(isFresh && { prompt: "login" }),
  });
  for (const resource of [place.origin, ...(isRevealing ? [place.revealOrigin] : [])]) {
    parameters.append("resource", resource);
  }
  return parameters;
}

async function lead(url: string, { opensBrowser }: SignInWishes, terminal: Terminal): Promise<void> {
  terminal.err(`Sign in here:\n  ${url}\n`);
  if (opensBrowser && !(await openBrowser(url, terminal))) {
    terminal.err("No browser could be started: open the address yourself.\n");
  }
}

/** The browser is told what came of it before the command goes on. */
async function finish(callback: Callback, work: () => Promise<Session>): Promise<Session> {
  try {
    const session = await work();
    const who = session.person.name ?? session.person.email ?? session.person.subject;
    await callback.show({
      title: `Signed in as ${who}`,
      text: "You may close this page and go back to your terminal.",
    });
    return session;
  } catch (error) {
    await callback.show({ title: "You are not signed in", text: "Your terminal says why. You may close this page." });
    throw error;
  }
}

interface Redemption {
  readonly place: SignInPlace;
  readonly wishes: SignInWishes;
  readonly secrets: { readonly verifier: string; readonly state: string; readonly nonce: string };
}

async function redeem(config: Configuration, { url }: Callback, redemption: Redemption): Promise<Session> {
  const { place, wishes, secrets } = redemption;
  const oidc = await loadOidc();
  const checks = {
    pkceCodeVerifier: secrets.verifier,
    expectedState: secrets.state,
    expectedNonce: secrets.nonce,
    idTokenExpected: true,
  };
  const answer = await oidc
    .authorizationCodeGrant(config, url, checks, { resource: place.origin })
    .catch((cause: unknown) => {
      throw new CliError(`The issuer did not sign you in: ${reasonOf(cause)}.`, { cause });
    });
  return sessionOf(config, answer, { place, wishes });
}

async function sessionOf(
  config: Configuration,
  answer: TokenAnswer,
  { place, wishes }: Omit<Redemption, "secrets">,
): Promise<Session> {
  const claims = answer.claims();
  if (claims === undefined) throw new CliError("The issuer does not say who signed in.");
  let refreshToken = answer.refresh_token ?? null;
  const renew = async (audience: Audience, scopes: readonly string[]) => {
    if (refreshToken === null) return null;
    const renewed = await renewToken(config, refreshToken, { ...audience, scopes });
    refreshToken = renewed.refreshToken;
    return renewed.token;
  };
  // An issuer that does not know `resource` makes a token for both origins; the API gets one that opens nothing.
  const isForBoth = readAccessToken(answer.access_token)?.aud.includes(place.revealOrigin) === true;
  const forApi = { resource: place.origin, other: place.revealOrigin };
  const forReveal = { resource: place.revealOrigin, other: place.origin };
  const api = (isForBoth ? await renew(forApi, apiScopesOf(wishes.scopes)) : null) ?? tokenOf(answer, forApi);
  const reveal = mayReveal(wishes.scopes) ? await renew(forReveal, revealScopes) : null;
  if (api.scopes.length === 0) throw new CliError(`The issuer grants none of ${wishes.scopes.join(", ")}.`);
  return {
    format: 1,
    ...place,
    refreshToken,
    scopes: [...wishes.scopes],
    person: { subject: claims.sub, name: textOf(claims.name), email: textOf(claims.email) },
    signedInAt: new Date().toISOString(),
    tokens: { api, reveal },
  };
}

function mayReveal(scopes: readonly string[]): boolean {
  return scopes.includes("all") || scopes.includes(revealScopes[0]);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 320) : null;
}
