import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";
import { readClusterKeys } from "#server/adapters/kubernetes/token-reviewer.ts";
import { IssuerKeys } from "#server/adapters/oidc/issuer-keys.ts";
import { readPublishedKeys } from "#server/adapters/oidc/read-published-keys.ts";
import { locateAdminSecret } from "#server/catalog/locate-admin-secret.ts";
import type { Settings } from "#server/settings.ts";

const known = new Map<string, IssuerKeys>();

/** Gives the one keeper of an issuer's keys in this process; an issuer that is configured otherwise gets another one. */
export async function keysOfIssuer(
  { name, issuer, jwksUri, reviewer }: WorkloadIssuer,
  { LATCHKEY_HOME }: Pick<Settings, "LATCHKEY_HOME">,
): Promise<IssuerKeys> {
  const file = reviewer === null ? null : await locateAdminSecret(reviewer, LATCHKEY_HOME);
  const id = JSON.stringify([issuer, jwksUri, file]);
  const isOfCluster = file !== null && jwksUri === null;
  const load = () => (isOfCluster ? readClusterKeys({ name, file }) : readPublishedKeys(issuer, jwksUri));
  const keys = known.get(id) ?? new IssuerKeys(load);
  known.set(id, keys);
  return keys;
}
