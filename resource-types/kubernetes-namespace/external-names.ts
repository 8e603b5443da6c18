import { AppError } from "#domain/errors/app-error.ts";
import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";

/** The names of everything that one resource owns on the cluster, and the marker that proves it. */
export interface ExternalNames {
  readonly namespace: string;
  /** Service account and role binding of the generation at hand. */
  readonly account: string;
  /** Annotation value on every object of this resource. */
  readonly marker: string;
}

const slugPattern = /^[a-z][a-z0-9-]{0,62}[a-z0-9]$/;
/** With a name of 25, a hash of 8, three hyphens and a leading `ns-` the whole stays within 63 characters. */
const teamCharactersMax = 14;
const environmentCharactersMax = 10;

/**
 * Derives the names from team, environment, requested name and resource id alone, so that a resumed run finds what it
 * made.
 *
 * The namespace is a DNS label (RFC 1123), `<team>-<environment>-<name>-<hash>` with long parts cut, and never begins
 * with a prefix that clusters reserve.
 * @throws invalid_input when a part is outside its rule
 */
export function externalNames(resource: ResourceIdentity): ExternalNames {
  const { name, team, environment, resourceId, generation } = resource;
  const suffix = externalSuffix(resource);
  if (!slugPattern.test(team) || !slugPattern.test(environment)) {
    throw new AppError("invalid_input", "Team and environment are lower-case letters, digits and hyphens.");
  }
  const parts = [team.slice(0, teamCharactersMax), environment.slice(0, environmentCharactersMax), name];
  const words = parts.join("-").replace(/^(?=kube-|openshift-|latchkey-)/, "ns-");
  return {
    namespace: `${words}-${suffix}`,
    account: `latchkey-g${generation}`,
    marker: resourceId,
  };
}
