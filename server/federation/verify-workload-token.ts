import { createHash } from "node:crypto";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { statedIssuer, verifyWorkloadJwt, type WorkloadPayload } from "#server/adapters/oidc/verify-workload-jwt.ts";
import { reviewClusterToken } from "#server/federation/review-cluster-token.ts";
import { keysOfIssuer } from "#server/federation/keys-of-issuer.ts";
import { WorkloadRefused } from "#server/federation/workload-refused.ts";
import type { Settings } from "#server/settings.ts";

/** What of the context tells which tokens count. */
export interface FederationSources {
  readonly catalog: Pick<Catalog, "issuers">;
  readonly settings: Pick<Settings, "LATCHKEY_PUBLIC_URL" | "LATCHKEY_HOME">;
}

/** A token of a configured issuer that was verified. */
export interface WorkloadToken {
  readonly issuer: WorkloadIssuer;
  readonly claims: WorkloadPayload;
  /** What a second one with it is known by: its `jti`, else the SHA-256 of what was signed. */
  readonly seenKey: string;
  /** Until when `seenKey` has to be kept so that no second one is taken. */
  readonly seenUntil: Date;
}

/** Until when a token is taken at the latest: its end or ten minutes after it was issued, with the skew, and a margin. */
const [ageSecondsMax, marginSeconds] = [600, 120];

/**
 * Verifies the token that a platform gave to a workload, whichever of the configured issuers it is of; one of a cluster
 * is asked about there as well. Whether it was used before is not looked at here.
 *
 * @throws WorkloadRefused whatever is wrong with it; unavailable when its issuer cannot be asked
 */
export async function verifyWorkloadToken(
  sources: FederationSources,
  token: string,
  now = new Date(),
): Promise<WorkloadToken> {
  const { catalog, settings } = sources;
  const stated = statedIssuer(token);
  const issuer = [...catalog.issuers.values()].find((one) => one.issuer === stated);
  if (issuer === undefined) throw new WorkloadRefused("its issuer is not one of the catalog's");
  const audience = issuer.audience ?? settings.LATCHKEY_PUBLIC_URL;
  const keys = await keysOfIssuer(issuer, settings);
  const claims = await verifyWorkloadJwt(token, { issuer, audience, keys: keys.find, now });
  if (issuer.kind === "kubernetes") await reviewClusterToken({ issuer, settings }, { token, audience, claims });
  const seenUntil = new Date((Math.min(claims.exp, claims.iat + ageSecondsMax) + marginSeconds) * 1000);
  return { issuer, claims, seenKey: seenKeyOf(issuer, claims, token), seenUntil };
}

/** The signature is no part of it: of one that was signed there can be several that are right. */
function seenKeyOf({ kind }: WorkloadIssuer, { jti }: WorkloadPayload, token: string): string {
  if (typeof jti === "string" && jti !== "" && jti.length <= 500) return jti;
  if (jti !== undefined || kind === "github" || kind === "gitlab") throw new WorkloadRefused("it has no id of its own");
  const signed = token.slice(0, token.lastIndexOf("."));
  return `sha256:${createHash("sha256").update(signed).digest("hex")}`;
}
