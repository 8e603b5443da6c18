import type { TrustRule } from "#domain/federation/trust-rule.ts";
import type { WorkloadRefusal } from "#domain/federation/workload-refusal.ts";
import type { ServiceAccountScope } from "#domain/service-accounts/service-account-scopes.ts";

/** A rule that a token meets, and the account it leads to. */
interface Candidate {
  readonly rule: TrustRule;
  readonly account: { readonly id: string; readonly team: string; readonly name: string };
}

/** What the workload wants to be. */
export interface WantedAccess {
  /** Id or `team/name`. */
  readonly serviceAccount: string | null;
  readonly trustRule: string | null;
  /** Null: every scope of the rule. */
  readonly scopes: readonly string[] | null;
}

/** The one rule that is meant with the scopes it gives, or why there is none. */
export type PickedRule<T extends Candidate> =
  { readonly met: T; readonly scopes: readonly ServiceAccountScope[] } | { readonly refusal: WorkloadRefusal };

/**
 * Picks the rule that a workload acts by: the only one that it names, or meets, and that gives something of what it asks.
 * Several of them are none: nobody guesses.
 */
export function pickRule<T extends Candidate>(candidates: readonly T[], wanted: WantedAccess): PickedRule<T> {
  if (candidates.length === 0) return { refusal: "no trust rule names it" };
  const named = candidates.filter(
    ({ rule, account }) =>
      (wanted.trustRule ?? rule.id) === rule.id &&
      [null, account.id, `${account.team}/${account.name}`].includes(wanted.serviceAccount),
  );
  if (named.length === 0)
    return { refusal: "the trust rule or service account that it asks for is not one it may have" };
  const giving = named
    .map((met) => ({ met, scopes: met.rule.scopes.filter((scope) => wanted.scopes?.includes(scope) ?? true) }))
    .filter(({ scopes }) => scopes.length > 0);
  const [only] = giving;
  if (only === undefined) return { refusal: "no scope that it asks for is one of its trust rule" };
  if (giving.length > 1) return { refusal: "it meets several trust rules and does not say which" };
  return only;
}
