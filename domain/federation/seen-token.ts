import { createHash } from "node:crypto";
import type { WorkloadIssuerKind } from "#domain/federation/workload-issuer.ts";
import { workloadTokenTimes } from "#domain/federation/workload-token-times.ts";

/** What has to be kept of a token so that no second one is taken. */
export interface SeenToken {
  /** What a second one with it is known by: its `jti`, else the SHA-256 of what was signed. */
  readonly key: string;
  /** No clock that is right within the skew takes it after this. */
  readonly until: Date;
}

const idCharactersMax = 500;
/** The skew that verification allows, and as much again for the clocks of the ledger. */
const marginSeconds = 2 * workloadTokenTimes.skewMax;

/**
 * Says what a verified token is known by, and for how long; null: it has no id of its own though its issuer gives one to
 * each. The signature is no part of it: of one that was signed there can be several that are right.
 *
 * @param token the compact JWS
 */
export function seenToken(
  kind: WorkloadIssuerKind,
  { jti, iat, exp }: { readonly jti?: unknown; readonly iat: number; readonly exp: number },
  token: string,
): SeenToken | null {
  const key = keyOf(kind, jti, token);
  const until = new Date((Math.min(exp, iat + workloadTokenTimes.ageMax) + marginSeconds) * 1000);
  return key === null ? null : { key, until };
}

function keyOf(kind: WorkloadIssuerKind, jti: unknown, token: string): string | null {
  if (typeof jti === "string" && jti !== "" && jti.length <= idCharactersMax) return jti;
  if (jti !== undefined || kind === "github" || kind === "gitlab") return null;
  const signed = token.slice(0, token.lastIndexOf("."));
  return `sha256:${createHash("sha256").update(signed).digest("hex")}`;
}
