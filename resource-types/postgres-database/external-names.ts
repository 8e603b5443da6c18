import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { Access, ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** The names of everything that one resource owns on the cluster, and the marker that proves it. */
export interface ExternalNames {
  readonly database: string;
  /** Owns the database and nothing else; nobody can act as it, so that no tenant can change limits or open the door. */
  readonly holderRole: string;
  /** Owns the schema and every object in it; the logins of all generations act as it. */
  readonly ownerRole: string;
  /** May read what the owner has; there is one only where somebody may read and not write. */
  readonly readerRole: string;
  /** What the generation at hand is good for. */
  readonly access: Access;
  /** The login of the generation at hand. */
  readonly loginRole: string;
  /** What precedes the number in the logins of all generations. */
  readonly loginPrefix: string;
  /** Comment on every role and on the database of this resource. */
  readonly marker: string;
}

/**
 * Derives the names from the requested name and the resource id alone, so that a resumed run finds what it made.
 *
 * Names have at most 41 characters, match `^[a-z][a-z0-9_]{2,40}$` and never begin with PostgreSQL's reserved `pg_`.
 * @throws invalid_input when the name, the resource id or the generation is outside its rule
 */
export function externalNames(resource: ResourceIdentity): ExternalNames {
  const { name, resourceId, generation } = resource;
  const suffix = externalSuffix(resource);
  const words = name.replaceAll("-", "_").replace(/^pg_/, "pg");
  const base = `${words}_${suffix}`;
  return {
    database: base,
    holderRole: `${base}_db`,
    ownerRole: `${base}_owner`,
    readerRole: `${base}_ro`,
    access: resource.access ?? "owner",
    loginRole: `${base}_g${generation}`,
    loginPrefix: `${base}_g`,
    marker: `latchkey:${resourceId}`,
  };
}
