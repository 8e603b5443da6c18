import type { Catalog } from "#domain/catalog/catalog.ts";
import { classifications, isClassification } from "#domain/catalog/classification.ts";
import { conditionSchema, type ConditionFacts } from "#domain/policies/condition-facts.ts";

/** Where something lies, and how sensitive it is. */
export interface Place {
  readonly team: string;
  readonly environment: string;
  readonly template: string;
  readonly classification: string;
}

/**
 * Gives the facts of conditions in CEL as far as a place alone says them. Naming any other throws, so that a condition
 * that turns on one gives no answer, and one that does not gives its answer all the same.
 */
export function placeFacts(
  { templates, environments }: Pick<Catalog, "templates" | "environments">,
  place: Place,
): ConditionFacts {
  const { team, environment, template, classification } = place;
  const offer = templates.get(template);
  const where = environments.get(environment);
  const rank = isClassification(classification)
    ? { classification, classificationRank: BigInt(classifications.indexOf(classification)) }
    : {};
  return {
    request: partial("request", { team, environment, template, ...rank }),
    requester: partial("requester", {}),
    template: partial(
      "template",
      offer ? { resourceType: offer.resourceType, maintainers: [...offer.maintainers] } : {},
    ),
    environment: partial(
      "environment",
      where
        ? {
            regions: [...(where.regions ?? [])],
            asksHuman: where.approval !== null,
            rank: BigInt([...environments.keys()].indexOf(environment)),
          }
        : {},
    ),
    usage: partial("usage", {}),
  };
}

/** Has every field; reading one that is not known throws. Those are not enumerable: nobody walks over them. */
function partial<Name extends keyof ConditionFacts>(name: Name, known: Partial<ConditionFacts[Name]>) {
  const facts: Record<string, unknown> = { ...known };
  for (const field of Object.keys(conditionSchema[name])) {
    if (Object.hasOwn(facts, field)) continue;
    Object.defineProperty(facts, field, {
      get: () => {
        throw new Error(`A place does not say ${name}.${field}.`);
      },
    });
  }
  return facts as ConditionFacts[Name];
}
