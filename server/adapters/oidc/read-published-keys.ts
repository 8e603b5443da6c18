import { z } from "zod";
import { discoveryUrl } from "#server/adapters/oidc/discover-issuer.ts";
import { fetchBoundedJson } from "#server/adapters/oidc/fetch-bounded-json.ts";

const metadataSchema = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

/**
 * Reads the JWK Set that an issuer publishes: at its pinned address, else where its discovery document says.
 *
 * Asks no address but these: what a token says of keys plays no part.
 * @throws Error when it cannot be read, or when the document names another issuer (OpenID Connect Discovery, section 4.3)
 */
export async function readPublishedKeys(issuer: string, jwksUri: string | null): Promise<unknown> {
  if (jwksUri !== null) return fetchBoundedJson(jwksUri);
  const metadata = metadataSchema.parse(await fetchBoundedJson(discoveryUrl(issuer)));
  if (metadata.issuer !== issuer) throw new Error("the discovery document names another issuer");
  if (issuer.startsWith("https:") && !metadata.jwks_uri.startsWith("https:"))
    throw new Error("the keys are without TLS");
  return fetchBoundedJson(metadata.jwks_uri);
}
