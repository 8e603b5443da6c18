import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { AppError } from "#domain/errors/app-error.ts";
import { discoverIssuer } from "#server/adapters/oidc/discover-issuer.ts";

/** Asymmetric algorithms only: with a public key nobody can make a token. */
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
const clockSkewSecondsMax = 60;
const tokenCharactersMax = 16_384;
/** Header members that would let a token bring or point to its own key, or change what is signed. */
const foreignKeyMembers = ["jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"];

/** Claims that every verified access token has. */
export interface AccessTokenPayload extends JWTPayload {
  readonly iss: string;
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
}

/**
 * Verifies a JWT access token (RFC 9068): signed by a key that the issuer publishes, of type `at+jwt`, from exactly
 * this issuer, for this audience, and in its time by at most 60 seconds of skew.
 *
 * @throws unauthenticated whatever is wrong with the token; unavailable when the issuer's keys cannot be read
 */
export async function verifyAccessToken(
  token: string,
  expected: { readonly issuer: string; readonly audience: string },
): Promise<AccessTokenPayload> {
  assertPlainHeader(token);
  const { keys } = await discoverIssuer(expected.issuer);
  try {
    const { payload } = await jwtVerify(token, tellingUnavailable(keys), {
      algorithms,
      issuer: expected.issuer,
      audience: expected.audience,
      typ: "at+jwt",
      clockTolerance: clockSkewSecondsMax,
      requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
    });
    return assertComplete(payload);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refused(error);
  }
}

function assertPlainHeader(token: string): void {
  if (token.length > tokenCharactersMax) throw refused();
  try {
    const header = decodeProtectedHeader(token);
    if (foreignKeyMembers.some((member) => Object.hasOwn(header, member))) throw refused();
  } catch (error) {
    throw error instanceof AppError ? error : refused(error);
  }
}

function assertComplete(payload: JWTPayload): AccessTokenPayload {
  const { iss, sub, iat, exp } = payload;
  if (iss === undefined || sub === undefined || sub === "" || iat === undefined || exp === undefined) throw refused();
  if (iat > Date.now() / 1000 + clockSkewSecondsMax) throw refused();
  return { ...payload, iss, sub, iat, exp };
}

/** Keeps "no such key" a fault of the token, and makes everything that goes wrong on the way there a fault of ours. */
function tellingUnavailable(keys: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      throw new AppError("unavailable", "The keys of the OIDC issuer cannot be read.", { cause: error });
    }
  };
}

function refused(cause?: unknown): AppError {
  return new AppError("unauthenticated", "The access token is not valid here.", { cause });
}
