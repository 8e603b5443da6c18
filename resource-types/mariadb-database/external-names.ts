import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** The names of everything that one resource owns on the server, and the marker that proves it. */
export interface ExternalNames {
  readonly database: string;
  /** The user of the generation at hand. */
  readonly username: string;
  /** What precedes the number in the users of all generations. */
  readonly usernamePrefix: string;
  /** Comment that the database is made with. */
  readonly marker: string;
}

/** What the names of all databases and users of this type begin with; the admin has rights on no other database. */
const namePrefix = "lk_";

/**
 * Derives the names from the requested name and the resource id alone, so that a resumed run finds what it made.
 *
 * Databases have at most 37 characters of the 64 that MariaDB takes, users 44 of 80. No name begins with `test`, which a
 * new server opens to everybody.
 * @throws invalid_input when the name, the resource id or the generation is outside its rule
 */
export function externalNames(resource: ResourceIdentity): ExternalNames {
  const { name, resourceId, generation } = resource;
  const suffix = externalSuffix(resource);
  const base = `${namePrefix}${name.replaceAll("-", "_")}_${suffix}`;
  return {
    database: base,
    username: `${base}_g${generation}`,
    usernamePrefix: `${base}_g`,
    marker: `latchkey:${resourceId}`,
  };
}
