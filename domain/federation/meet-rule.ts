import { outsideEventOf, outsideEvents } from "#domain/federation/outside-events.ts";
import type { TrustRule } from "#domain/federation/trust-rule.ts";

/** One claim that a rule binds, and what the token has. */
export interface MetClaim {
  readonly name: string;
  readonly wanted: string;
  /** Null where the token has no such claim, or one that no text can equal. */
  readonly given: string | null;
  readonly isMet: boolean;
}

/** How a token stands to a rule. */
export interface RuleMeeting {
  readonly isMet: boolean;
  /** Every claim that the rule binds, in order of their names. */
  readonly claims: readonly MetClaim[];
  /** Why it is not met although every claim is: what started the run is not known to need the right to push, and the rule does not name it. */
  readonly refusal: string | null;
  /** Names of the token's claims that the rule leaves free to vary, but those that every token has (RFC 7519, section 4.1, without `sub`). */
  readonly unbound: readonly string[];
}

const ofEveryToken = new Set(["iss", "aud", "exp", "nbf", "iat", "jti"]);

/**
 * Tells whether a token meets a rule: it has every claim that the rule binds, with exactly that value, byte for byte. A
 * revoked rule, and one that binds nothing, is met by none. Neither is one by a run that was started by what is not known to
 * need the right to push, such as a pull request, unless it names that event.
 *
 * Whose token it is has been verified before; whether the rule is one of its issuer is for the caller to see to.
 * @param given the token's claims as `flatClaims` gives them
 */
export function meetRule(rule: Pick<TrustRule, "claims" | "state">, given: ReadonlyMap<string, string>): RuleMeeting {
  const bound = Object.entries(rule.claims).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const met = bound.map(([name, wanted]) => {
    const value = given.get(name) ?? null;
    return { name, wanted, given: value, isMet: value !== null && value === wanted };
  });
  const refusal = refusalOf(rule.claims, given);
  const isMet = rule.state === "active" && refusal === null && met.length > 0 && met.every((claim) => claim.isMet);
  const isUnbound = (name: string) => !ofEveryToken.has(name) && !Object.hasOwn(rule.claims, name);
  return { isMet, claims: met, refusal, unbound: [...given.keys()].filter(isUnbound).toSorted() };
}

function refusalOf(bound: TrustRule["claims"], given: ReadonlyMap<string, string>): string | null {
  const outside = outsideEventOf(given);
  if (outside === null || Object.hasOwn(bound, outside.claim)) return null;
  const { claim, event } = outside;
  const start = outsideEvents.get(claim)?.has(event)
    ? `Outsiders can cause ${event}`
    : `What ${claim} says is not known to be safe`;
  return `${start}: only a rule that binds ${claim} to it lets it in.`;
}
