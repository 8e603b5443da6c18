import { importJWK, SignJWT, type JWK, type JWTPayload } from "jose";

/** Signs an RFC 9068 access token with a private key of the issuer. */
export async function signAccessToken(claims: JWTPayload, key: JWK): Promise<string> {
  const alg = key.alg ?? "RS256";
  return new SignJWT(claims).setProtectedHeader({ alg, kid: key.kid, typ: "at+jwt" }).sign(await importJWK(key, alg));
}
