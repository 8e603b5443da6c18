import { errors, jwtVerify, type JWTPayload } from "jose";
import { AppError } from "#domain/errors/app-error.ts";
import { discoverIssuer } from "#server/adapters/oidc/discover-issuer.ts";

/** Asymmetric algorithms only. */
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
const ageSecondsMax = 600;
const clockSkewSecondsMax = 60;

/**
 * Verifies an ID token that the issuer made for this client and nobody else, at most ten minutes ago.
 *
 * @throws unauthenticated whatever is wrong with the token; unavailable when the issuer's keys cannot be read
 */
export async function verifyIdToken(
  token: string,
  expected: { readonly issuer: string; readonly clientId: string },
): Promise<JWTPayload> {
  const { keys } = await discoverIssuer(expected.issuer);
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms,
      issuer: expected.issuer,
      audience: expected.clientId,
      clockTolerance: clockSkewSecondsMax,
      maxTokenAge: ageSecondsMax,
      requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
    });
    const { typ } = protectedHeader;
    const isIdToken = (typ === undefined || typ.toUpperCase() === "JWT") && payload.client_id === undefined;
    // Another audience beside ours could replay the token here (OpenID Connect Core, section 3.1.3.7).
    const isOnlyOurs = [payload.aud].flat().length === 1 && (payload.azp ?? expected.clientId) === expected.clientId;
    if (!isIdToken || !isOnlyOurs) throw refused();
    return payload;
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (isFaultOfToken(error)) throw refused(error);
    throw new AppError("unavailable", "The keys of the OIDC issuer cannot be read.", { cause: error });
  }
}

function isFaultOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout) && error.code !== "ERR_JOSE_GENERIC"
  );
}

function refused(cause?: unknown): AppError {
  return new AppError("unauthenticated", "The ID token is not valid here. Sign in again.", { cause });
}
