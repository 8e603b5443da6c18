import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** The names under which the authority knows a resource; each enrolment carries the resource's id as its owner. */
export interface ExternalNames {
  /** Enrolment of the generation at hand. */
  readonly enrolment: string;
  /** What precedes the number in the enrolments of all generations. */
  readonly enrolmentPrefix: string;
}

/**
 * Derives the names from the requested name and the resource id alone, so that a resumed run finds what it made.
 *
 * @throws invalid_input when the name, the resource id or the generation is outside its rule
 */
export function externalNames(resource: ResourceIdentity): ExternalNames {
  const enrolmentPrefix = `${resource.name}-${externalSuffix(resource)}-g`;
  return { enrolment: `${enrolmentPrefix}${resource.generation}`, enrolmentPrefix };
}
