import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import { AppError } from "#domain/errors/app-error.ts";
import { isStorable } from "#domain/federation/is-storable.ts";
import { tokenCharactersMax } from "#domain/federation/rule-limits.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { WorkloadRefused } from "#server/federation/workload-refused.ts";

const clockSkewSecondsMax = 60;
/** Nobody exchanges an old token: what was stolen from a log of yesterday is worth nothing. */
const maxAgeSeconds = 600;
/** Header members that would let a token bring or point to its own key, or change what is signed. */
const foreignMembers = ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64", "zip", "enc", "cty"];

/** What to believe of a token: of which issuer, for whom, by which keys. */
export interface ExpectedToken {
  readonly issuer: Pick<WorkloadIssuer, "issuer" | "algorithms" | "kind">;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  readonly now: Date;
}

/** Claims of a token that was verified. */
export type WorkloadPayload = JWTPayload & { readonly sub: string; readonly iat: number; readonly exp: number };

/**
 * Gives `iss` of a token that nobody has verified yet, to find the configured issuer by; nothing else of it is believed.
 *
 * @throws WorkloadRefused for what is no compact JWS of a JWT
 */
export function statedIssuer(token: string): string {
  if (token.length > tokenCharactersMax) throw new WorkloadRefused("the token is too long");
  try {
    const { iss } = decodeJwt(token);
    if (typeof iss === "string") return iss;
  } catch (error) {
    throw new WorkloadRefused("what was sent is no JWT", error);
  }
  throw new WorkloadRefused("the token names no issuer");
}

/**
 * Verifies the token of a workload: signed with an allowed algorithm by a key that its issuer publishes, of exactly that
 * issuer, for exactly this audience and no other, in its time by at most 60 s of skew, and at most ten minutes old.
 *
 * @throws WorkloadRefused whatever is wrong with it; unavailable when the issuer's keys cannot be read
 */
export async function verifyWorkloadJwt(token: string, expected: ExpectedToken): Promise<WorkloadPayload> {
  const { issuer, audience, keys, now } = expected;
  assertPlainHeader(token, expected);
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      audience,
      clockTolerance: clockSkewSecondsMax,
      maxTokenAge: maxAgeSeconds,
      currentDate: now,
      requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
    });
    return assertComplete(payload, audience);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new WorkloadRefused(reasonOf(error), error);
  }
}

function assertPlainHeader(token: string, { issuer: { algorithms, kind } }: ExpectedToken): void {
  const header = headerOf(token);
  const foreign = foreignMembers.find((member) => Object.hasOwn(header, member));
  if (foreign !== undefined) throw new WorkloadRefused(`its header has ${foreign}`);
  if (typeof header.kid !== "string" || header.kid === "" || header.kid.length > 500) {
    throw new WorkloadRefused("its header names no key");
  }
  if (!algorithms.some((algorithm) => algorithm === header.alg)) {
    throw new WorkloadRefused("its algorithm is not one of the issuer's");
  }
  // Tokens of an API server say no type; access and logout tokens of an issuer are no tokens of a workload.
  const isTyped = kind === "github" || kind === "gitlab";
  const isJwt = header.typ === undefined ? !isTyped : typeof header.typ === "string" && /^jwt$/i.test(header.typ);
  if (!isJwt) throw new WorkloadRefused("its type is not JWT");
}

function headerOf(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch (error) {
    throw new WorkloadRefused("what was sent is no JWT", error);
  }
}

function assertComplete(payload: JWTPayload, audience: string): WorkloadPayload {
  const { sub, iat, exp, aud } = payload;
  if (typeof sub !== "string" || sub === "" || sub.length > 500) throw new WorkloadRefused("it names no subject");
  if (iat === undefined || exp === undefined) throw new WorkloadRefused("it does not say its time");
  if (!isStorable(payload)) throw new WorkloadRefused("a claim of it is no text that can be kept");
  const isOursAlone = aud === audience || (Array.isArray(aud) && aud.length === 1 && aud[0] === audience);
  if (!isOursAlone) throw new WorkloadRefused("it is meant for somebody else as well");
  return { ...payload, sub, iat, exp };
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return error.claim === "iat" ? "it is too old" : "its time is over";
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is not as it must be`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature is not right";
  if (error instanceof errors.JWKSNoMatchingKey) return "its issuer has no such key";
  return "it cannot be verified";
}
