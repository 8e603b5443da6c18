import { unbindable, type ClaimEntry } from "#domain/federation/claim-entry.ts";

const checked = "It is checked on every token by itself. Leave it out.";

/** The claims that every token has (RFC 7519, section 4.1) but its subject: no rule binds one. */
export const registeredClaims: readonly ClaimEntry[] = [
  unbindable("iss", "who issued the token", "The rule names the issuer already. Leave it out."),
  unbindable("aud", "whom the token is for", "The catalog says the audience of each issuer. Leave it out."),
  unbindable("exp", "until when it is valid", checked),
  unbindable("nbf", "from when it is valid", checked),
  unbindable("iat", "when it was issued", checked),
  unbindable("jti", "the token's own number", "It differs from token to token, and each counts once. Leave it out."),
];
