import type { Broker } from "./api/with-broker.ts";
import type { ExternalNames } from "./external-names.ts";
import type { Observation } from "./observe.ts";
import { readPermissionsIn, type PermissionRow } from "./permissions.ts";

/** Rights in the virtual host of users that are none of its own generations, the admin's included. */
export async function findOutsiders(
  broker: Broker,
  { vhost }: ExternalNames,
  { users }: Observation,
): Promise<readonly PermissionRow[]> {
  const own = new Set(users.filter(({ isOwn }) => isOwn).map(({ name }) => name));
  return (await readPermissionsIn(broker, vhost)).filter(({ user }) => !own.has(user));
}
