import { createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";

const httpMillisecondsMax = 5_000;
const cacheMilliseconds = 10 * 60_000;

const metadataSchema = z.object({
  issuer: z.string(),
  jwks_uri: z.url({ protocol: /^https?$/ }),
  scopes_supported: z.array(z.string()).optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).optional(),
});

/** What an OpenID Connect issuer says about itself. */
export interface IssuerMetadata {
  readonly issuer: string;
  /** Its signing keys; fetched when first needed and again when a token names an unknown one (at most twice a minute). */
  readonly keys: JWTVerifyGetKey;
  readonly scopesSupported: readonly string[];
  readonly idTokenAlgorithms: readonly string[];
}

interface Entry {
  readonly metadata: Promise<IssuerMetadata>;
  readonly freshUntil: number;
}

const cache = new Map<string, Entry>();

/**
 * Reads the discovery document of the configured issuer; one answer serves every caller for ten minutes.
 *
 * @throws unavailable when it cannot be read, or when it names another issuer (OpenID Connect Discovery, section 4.3)
 */
export async function discoverIssuer(issuer: string): Promise<IssuerMetadata> {
  const cached = cache.get(issuer);
  if (cached !== undefined && cached.freshUntil > Date.now()) return cached.metadata;
  const metadata = fetchMetadata(issuer);
  cache.set(issuer, { metadata, freshUntil: Date.now() + cacheMilliseconds });
  metadata.catch(() => cache.delete(issuer));
  return metadata;
}

/** Address of an issuer's discovery document. */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

async function fetchMetadata(issuer: string): Promise<IssuerMetadata> {
  const document = await fetchJson(discoveryUrl(issuer));
  const parsed = metadataSchema.safeParse(document);
  if (!parsed.success) throw unavailable("The OIDC issuer's discovery document is not valid.", parsed.error);
  const metadata = parsed.data;
  if (metadata.issuer !== issuer) {
    throw unavailable("The OIDC issuer's discovery document names another issuer than OIDC_ISSUER.");
  }
  if (issuer.startsWith("https:") && !metadata.jwks_uri.startsWith("https:")) {
    throw unavailable("The OIDC issuer publishes its keys without TLS.");
  }
  return {
    issuer,
    keys: createRemoteJWKSet(new URL(metadata.jwks_uri), {
      timeoutDuration: httpMillisecondsMax,
      cooldownDuration: 30_000,
      cacheMaxAge: cacheMilliseconds,
    }),
    scopesSupported: metadata.scopes_supported ?? [],
    idTokenAlgorithms: metadata.id_token_signing_alg_values_supported ?? ["RS256"],
  };
}

async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(httpMillisecondsMax) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (cause) {
    throw unavailable("The OIDC issuer does not answer.", cause);
  }
}

function unavailable(message: string, cause?: unknown): AppError {
  return new AppError("unavailable", message, { cause });
}
