import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** The names of everything that one resource owns on the server, and the marker that proves it. */
export interface ExternalNames {
  /** What all its keys and channels begin with; ends in a colon and holds no other, so none begins with another. */
  readonly keyPrefix: string;
  /** The user of the generation at hand. */
  readonly username: string;
  /** What precedes the number in the users of all generations. */
  readonly usernamePrefix: string;
  /** Key pattern of a selector without any command in the rules of every user of this resource. */
  readonly marker: string;
}

/**
 * Derives the names from the requested name and the resource id alone, so that a resumed run finds what it made.
 *
 * They hold letters, digits, hyphens, underscores and colons only: nothing that a pattern of Redis gives a meaning to.
 * @throws invalid_input when the name, the resource id or the generation is outside its rule
 */
export function externalNames(resource: ResourceIdentity): ExternalNames {
  const { name, resourceId, generation } = resource;
  const suffix = externalSuffix(resource);
  const base = `${name}-${suffix}`;
  return {
    keyPrefix: `${base}:`,
    username: `${base}-g${generation}`,
    usernamePrefix: `${base}-g`,
    marker: `latchkey:${resourceId}`,
  };
}
