import type { Catalog } from "#domain/catalog/catalog.ts";
import { attaches } from "#domain/catalog/pack.ts";
import type { Policy, PolicyRequirement } from "#domain/catalog/policy.ts";
import type { Handling } from "#domain/contracts/decision.ts";
import { placeFacts, type Place } from "#domain/guardrails/place-facts.ts";

/** What the rules demand of whoever opens a credential, as far as it follows from the place alone. */
type PlaceHandling = Pick<Handling, "sealing" | "revealMaxAgeSeconds" | "attributes">;

/** The parts of a catalog that say how what lies in a place is handled. */
export type HandlingRules = Pick<Catalog, "policies" | "packs" | "attachments" | "templates" | "environments">;

/**
 * Gives the tightest that today's rules in CEL, those of attached packs among them, demand in a place. The handling
 * table is not in it.
 *
 * @param unknownHolds whether a rule counts whose condition turns on something that the place does not say: it does for
 *   those who must not believe a stored decision, and need not for those who keep to one besides
 */
export function handlingOfPlace(catalog: HandlingRules, place: Place, unknownHolds = true): PlaceHandling {
  const facts = placeFacts(catalog, place);
  const demands = requirements([...catalog.policies.values(), ...packRules(catalog, place)], (policy) => {
    try {
      return policy.when.holds(facts);
    } catch {
      return unknownHolds;
    }
  });
  const ages = demands.map(({ revealMaxAgeMinutes }) => revealMaxAgeMinutes).filter((age) => age !== undefined);
  return {
    sealing: demands.some(({ sealing }) => sealing === "strict") ? "strict" : "standard",
    revealMaxAgeSeconds: ages.length === 0 ? null : Math.min(...ages) * 60,
    attributes: [...new Set(demands.flatMap(({ attributes }) => attributes ?? []))].toSorted(),
  };
}

function packRules({ packs, attachments }: HandlingRules, place: Place): readonly Policy[] {
  const attached = attachments.filter((attachment) => attaches(attachment, place)).map(({ pack }) => pack);
  return [...new Set(attached)].flatMap((id) => packs.get(id)?.rules ?? []);
}

function requirements(rules: readonly Policy[], holds: (policy: Policy) => boolean): readonly PolicyRequirement[] {
  return rules.flatMap((policy) => {
    const { then, mode } = policy;
    return then.kind === "require" && mode === "enforce" && holds(policy) ? [then.require] : [];
  });
}
