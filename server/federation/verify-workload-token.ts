import type { Catalog } from "#domain/catalog/catalog.ts";
import { clusterBinding, type ClusterBinding } from "#domain/federation/cluster-binding.ts";
import { describeWorkload } from "#domain/federation/describe-workload.ts";
import { seenToken, type SeenToken } from "#domain/federation/seen-token.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { WorkloadRefused } from "#domain/federation/workload-refused.ts";
import { statedIssuer, verifyWorkloadJwt, type WorkloadPayload } from "#server/adapters/oidc/verify-workload-jwt.ts";
import { keysOfIssuer } from "#server/federation/keys-of-issuer.ts";
import type { Settings } from "#server/settings.ts";

/** What of the context tells which tokens count. */
export interface FederationSources {
  readonly catalog: Pick<Catalog, "issuers">;
  readonly settings: Pick<Settings, "LATCHKEY_PUBLIC_URL" | "LATCHKEY_HOME">;
}

/** A token of a configured issuer whose signature and claims are right. */
export interface WorkloadToken {
  readonly issuer: WorkloadIssuer;
  readonly audience: string;
  readonly claims: WorkloadPayload;
  /** What its cluster has to agree on; null: it is of no cluster. */
  readonly binding: ClusterBinding | null;
  readonly seen: SeenToken;
}

/**
 * Verifies the token that a platform gave to a workload, whichever of the configured issuers it is of, by the keys that are
 * known of it. Nothing is asked about this one token: `reviewClusterToken` does, once a rule names it. Whether it was used
 * before is not looked at here.
 *
 * @throws WorkloadRefused whatever is wrong with it; unavailable when the keys of its issuer cannot be had
 */
export async function verifyWorkloadToken(
  { catalog, settings }: FederationSources,
  token: string,
  now = new Date(),
): Promise<WorkloadToken> {
  const stated = statedIssuer(token);
  const issuer = [...catalog.issuers.values()].find((one) => one.issuer === stated);
  if (issuer === undefined) throw new WorkloadRefused("its issuer is not one of the catalog's");
  const audience = issuer.audience ?? settings.LATCHKEY_PUBLIC_URL;
  const keys = await keysOfIssuer(issuer, settings);
  const claims = await verifyWorkloadJwt(token, { issuer, audience, keys: keys.find, now }).catch((error: unknown) => {
    throw error instanceof WorkloadRefused ? error.with({ issuer: issuer.name }) : error;
  });
  const about = { issuer: issuer.name, workload: describeWorkload(issuer, claims) };
  const seen = seenToken(issuer.kind, claims, token);
  if (seen === null) throw new WorkloadRefused("it has no id of its own", about);
  if (issuer.kind !== "kubernetes") return { issuer, audience, claims, binding: null, seen };
  const bound = clusterBinding(claims);
  if ("refusal" in bound) throw new WorkloadRefused(bound.refusal, about);
  return { issuer, audience, claims, ...bound, seen };
}
