import { randomBytes } from "node:crypto";
import { errors, interactionPolicy, type Configuration, type JWKS } from "oidc-provider";
import { scopes } from "#domain/contracts/routes/route-contract.ts";
import { demoClients } from "#scripts/embedded/idp/demo-clients.ts";
import { grantWithoutConsent } from "#scripts/embedded/idp/grant-without-consent.ts";
import { createMemoryStore } from "#scripts/embedded/idp/memory-store.ts";
import { renderProblemPage } from "#scripts/embedded/idp/problem-page.ts";
import { personaAcr, personaClaims, personas } from "#server/identity/personas.ts";
import type { Settings } from "#server/settings.ts";

const hourSeconds = 3600;
const sessionSeconds = 12 * hourSeconds;
const codeSeconds = 60;

/** Configures the embedded issuer: real OpenID Connect, with a card per person where a password would be. */
export function issuerConfiguration(settings: Settings, jwks: JWKS): Configuration {
  const policy = interactionPolicy.base();
  policy.remove("consent");
  return {
    adapter: createMemoryStore(),
    clients: demoClients(settings),
    jwks,
    cookies: cookiesOf(settings.IDP_PORT),
    scopes: ["openid", "email", "profile", "groups"],
    // Everything the sign-in needs is in the ID token itself: nobody has to keep a token to ask again.
    conformIdTokenClaims: false,
    claims: {
      openid: ["sub", "auth_time", "acr", "amr"],
      email: ["email", "email_verified"],
      profile: ["name"],
      groups: ["groups"],
    },
    acrValues: [personaAcr],
    responseTypes: ["code"],
    pkce: { required: () => true },
    interactions: { policy, url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantWithoutConsent,
    findAccount: (_ctx, subject) => findAccount(subject),
    extraTokenClaims: (ctx, token) =>
      "accountId" in token ? accessTokenClaims(ctx.oidc.entities, token.accountId) : {},
    // Signing in as somebody else in the browser does not sign the first person's command line out.
    expiresWithSession: async () => false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    clientBasedCORS: () => false,
    renderError: renderProblemPage,
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: resourceServers([settings.LATCHKEY_PUBLIC_URL, settings.LATCHKEY_REVEAL_URL]),
    },
    ttl: {
      AccessToken: hourSeconds,
      AuthorizationCode: codeSeconds,
      Grant: sessionSeconds,
      IdToken: hourSeconds,
      Interaction: hourSeconds,
      RefreshToken: sessionSeconds,
      Session: sessionSeconds,
    },
  };
}

/** Cookies know no ports: the port is in the names, so that two instances on one machine do not sign each other out. */
function cookiesOf(port: number): Configuration["cookies"] {
  const names = Object.fromEntries(
    ["session", "interaction", "resume"].map((one) => [one, `latchkey-idp-${port}-${one}`]),
  );
  return { names, keys: [randomBytes(32).toString("base64url")] };
}

function findAccount(subject: string) {
  const persona = personas.find((one) => one.subject === subject);
  if (persona === undefined) return undefined;
  return { accountId: subject, claims: () => ({ sub: subject, ...personaClaims(persona) }) };
}

interface TokenSource {
  readonly authTime?: number;
  readonly acr?: string;
}

/** An access token says how and when its person signed in: the code or the refresh token it was issued for knows. */
function accessTokenClaims(entities: { AuthorizationCode?: TokenSource; RefreshToken?: TokenSource }, subject: string) {
  const persona = personas.find((one) => one.subject === subject);
  const source = entities.RefreshToken ?? entities.AuthorizationCode;
  if (persona === undefined || source === undefined) return undefined;
  return { ...personaClaims(persona), auth_time: source.authTime, acr: source.acr };
}

/** An access token for one of our origins is an RFC 9068 JWT with that origin as its audience (RFC 8707). */
function resourceServers(origins: readonly string[]): NonNullable<Configuration["features"]>["resourceIndicators"] {
  return {
    enabled: true,
    defaultResource: (_ctx, _client, oneOf) => oneOf?.[0],
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, resource) => {
      if (!origins.includes(resource)) throw new errors.InvalidTarget("There is no such resource here.");
      return {
        scope: ["all", ...scopes].join(" "),
        audience: resource,
        accessTokenTTL: hourSeconds,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } },
      };
    },
  };
}
