/**
 * The issuer in the principal row of every service account of a team. No OpenID Connect issuer has this name: theirs
 * are https URLs (OpenID Connect Discovery 1.0, section 3), so no token of one can speak for a row of ours.
 */
export const serviceAccountIssuer = "urn:latchkey:service-accounts";
