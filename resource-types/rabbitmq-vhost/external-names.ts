import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** The names of everything that one resource owns on the broker, and the marker that proves it. */
export interface ExternalNames {
  readonly vhost: string;
  /** The user of the generation at hand. */
  readonly username: string;
  /** What precedes the number in the users of all generations. */
  readonly usernamePrefix: string;
  /** Description of the virtual host, and a tag of every user of this resource; it gives no right. */
  readonly marker: string;
}

/**
 * Derives the names from the requested name and the resource id alone, so that a resumed run finds what it made.
 *
 * They hold letters, digits and hyphens only: nothing that a URL, a pattern or a list of tags gives a meaning to.
 * @throws invalid_input when the name, the resource id or the generation is outside its rule
 */
export function externalNames(resource: ResourceIdentity): ExternalNames {
  const { name, resourceId, generation } = resource;
  const vhost = `${name}-${externalSuffix(resource)}`;
  return {
    vhost,
    username: `${vhost}-g${generation}`,
    usernamePrefix: `${vhost}-g`,
    marker: `latchkey:${resourceId}`,
  };
}
