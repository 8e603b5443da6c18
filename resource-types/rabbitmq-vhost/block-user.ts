import type { Broker } from "./api/with-broker.ts";
import { endConnections } from "./end-connections.ts";
import { readPermissionsOf, withdraw } from "./permissions.ts";

/**
 * Takes every permission from a user and ends its connections, so that nobody of theirs comes back: the broker looks at
 * permissions when a connection enters a virtual host.
 *
 * @returns how many connections were ended
 * @throws verification_failed when the broker still lists one
 */
export async function blockUser(broker: Broker, username: string, signal: AbortSignal): Promise<number> {
  for (const row of await readPermissionsOf(broker, username)) await withdraw(broker, row);
  return endConnections(broker, username, signal);
}
