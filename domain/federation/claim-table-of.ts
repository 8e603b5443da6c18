import type { ClaimTable } from "#domain/federation/claim-entry.ts";
import { githubClaims } from "#domain/federation/github-claims.ts";
import { gitlabClaims } from "#domain/federation/gitlab-claims.ts";
import { kubernetesClaims } from "#domain/federation/kubernetes-claims.ts";
import { oidcClaims } from "#domain/federation/oidc-claims.ts";
import type { WorkloadIssuerKind } from "#domain/federation/workload-issuer.ts";

/** What a rule has to know of an issuer. */
export interface RuleIssuer {
  readonly name: string;
  readonly kind: WorkloadIssuerKind;
  /** The audience that its tokens must have; empty: there is none, and no rule about it is worth anything. */
  readonly audience: string;
  /** Of kind `oidc`: its claims whose values are never given twice. */
  readonly idClaims: readonly string[];
}

/** Gives what rules about an issuer bind, need and may not bind. */
export function claimTableOf({ kind, idClaims }: Pick<RuleIssuer, "kind" | "idClaims">): ClaimTable {
  switch (kind) {
    case "github":
      return githubClaims;
    case "gitlab":
      return gitlabClaims;
    case "kubernetes":
      return kubernetesClaims;
    case "oidc":
      return oidcClaims(idClaims);
  }
}
