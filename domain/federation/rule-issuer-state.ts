import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";

/**
 * How the issuer that a rule was made for stands to the one that the catalog has under its name now: the same, another one,
 * none, or not known of a rule that was made before this was kept.
 */
export const ruleIssuerStates = ["current", "other", "gone", "unknown"] as const;
type RuleIssuerState = (typeof ruleIssuerStates)[number];

/** What a rule holds of its issuer. */
interface IssuerOfRule {
  /** Its name in the catalog. */
  readonly issuer: string;
  /** `iss` of its tokens; null: not known. */
  readonly issuerUrl: string | null;
  readonly issuerKind: string | null;
}

/** Tells whether a rule's issuer is the one it was made for. Only a rule whose issuer is `current` is met by anything. */
export function ruleIssuerState(
  { issuer, issuerUrl, issuerKind }: IssuerOfRule,
  issuers: ReadonlyMap<string, Pick<WorkloadIssuer, "issuer" | "kind">>,
): RuleIssuerState {
  if (issuerUrl === null || issuerKind === null) return "unknown";
  const now = issuers.get(issuer);
  if (now === undefined) return "gone";
  return now.issuer === issuerUrl && now.kind === issuerKind ? "current" : "other";
}

/** Says why a rule lets nobody in by its issuer; null: it does not come to that. */
export function explainRuleIssuer(state: RuleIssuerState): string | null {
  switch (state) {
    case "current":
      return null;
    case "other":
      return "Its issuer is not the one it was made for: the catalog has another one under this name. It lets nobody in.";
    case "gone":
      return "The catalog has no issuer of this name any more. It lets nobody in.";
    case "unknown":
      return "It was made before rules kept the address of their issuer, and lets nobody in. Revoke it, and make it anew.";
  }
}
