import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from "jose";
import type { WorkloadView } from "#domain/contracts/workload.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { describeWorkload } from "#domain/federation/describe-workload.ts";
import { isStorable } from "#domain/federation/is-storable.ts";
import { tokenCharactersMax } from "#domain/federation/rule-limits.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { foreignMembers, verifiedClaims, type WorkloadRefusal } from "#domain/federation/workload-refusal.ts";
import { WorkloadRefused } from "#domain/federation/workload-refused.ts";
import { workloadTokenTimes } from "#domain/federation/workload-token-times.ts";

/** What to believe of a token: of which issuer, for whom, by which keys. */
export interface ExpectedToken {
  readonly issuer: Pick<WorkloadIssuer, "name" | "issuer" | "algorithms" | "kind">;
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
    throw new WorkloadRefused("what was sent is no JWT", { cause: error });
  }
  throw new WorkloadRefused("the token names no issuer");
}

/**
 * Verifies the token of a workload: signed with an allowed algorithm by a key that its issuer publishes, of exactly that
 * issuer, for exactly this audience and no other, in its time by at most 60 s of skew, and at most ten minutes old.
 *
 * @throws WorkloadRefused whatever is wrong with it, with the workload once the signature held; unavailable when the issuer's
 *   keys cannot be read
 */
export async function verifyWorkloadJwt(token: string, expected: ExpectedToken): Promise<WorkloadPayload> {
  const { issuer, audience, keys, now } = expected;
  assertPlainHeader(token, expected);
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      audience,
      clockTolerance: workloadTokenTimes.skewMax,
      maxTokenAge: workloadTokenTimes.ageMax,
      currentDate: now,
      requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
    });
    return assertComplete(payload, expected);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new WorkloadRefused(reasonOf(error), { cause: error, workload: signedWorkload(issuer, error) });
  }
}

/** The claims are looked at once the signature is right: what is wrong with them is wrong with a workload that is known. */
function signedWorkload(issuer: ExpectedToken["issuer"], error: unknown): WorkloadView | null {
  const isSigned = error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed;
  return isSigned ? describeWorkload(issuer, error.payload) : null;
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
    throw new WorkloadRefused("what was sent is no JWT", { cause: error });
  }
}

function assertComplete(payload: JWTPayload, { issuer, audience }: ExpectedToken): WorkloadPayload {
  const { sub, iat, exp, aud } = payload;
  const refused = (reason: WorkloadRefusal) =>
    new WorkloadRefused(reason, { workload: describeWorkload(issuer, payload) });
  if (typeof sub !== "string" || sub === "" || sub.length > 500) throw refused("it names no subject");
  if (iat === undefined || exp === undefined) throw refused("it does not say its time");
  if (!isStorable(payload)) throw refused("a claim of it is no text that can be kept");
  const isOursAlone = aud === audience || (Array.isArray(aud) && aud.length === 1 && aud[0] === audience);
  if (!isOursAlone) throw refused("it is meant for somebody else as well");
  return { ...payload, sub, iat, exp };
}

function reasonOf(error: unknown): WorkloadRefusal {
  if (error instanceof errors.JWTExpired) return error.claim === "iat" ? "it is too old" : "its time is over";
  if (error instanceof errors.JWTClaimValidationFailed) {
    const claim = verifiedClaims.find((one) => one === error.claim);
    return claim === undefined ? "it cannot be verified" : `its claim ${claim} is not as it must be`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature is not right";
  if (error instanceof errors.JWKSNoMatchingKey) return "its issuer has no such key";
  return "it cannot be verified";
}
