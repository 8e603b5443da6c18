import type { AdminSession } from "./admin/with-admin-session.ts";
import { listConnections } from "./admin/list-connections.ts";
import type { ExternalNames } from "./external-names.ts";
import { scanKeys } from "./scan-keys.ts";

const roundsMax = 500;
const keysMax = 100_000;
const samplesPerKey = 5;

/** What one resource uses at the moment. */
export interface Usage {
  readonly keys: number;
  readonly memoryBytes: number;
  /** False when the server has too many keys to look at all: the two figures above are then lower bounds. */
  readonly isComplete: boolean;
  readonly connections: number;
}

/**
 * Adds up what the keys of one resource take, as MEMORY USAGE estimates it, and counts its connections.
 *
 * Looks at about half a million keys of the server and a hundred thousand of the resource at most.
 */
export async function measureUsage(session: AdminSession, names: ExternalNames): Promise<Usage> {
  let [keys, memoryBytes, rounds] = [0, 0, 0];
  let isComplete = true;
  for await (const batch of scanKeys(session, names)) {
    const sizes = await session.callAll(batch.map((key) => ["MEMORY", "USAGE", key, "SAMPLES", samplesPerKey]));
    // A key that is gone by now has no size.
    for (const size of sizes) if (typeof size === "number") [keys, memoryBytes] = [keys + 1, memoryBytes + size];
    rounds += 1;
    if (rounds < roundsMax && keys < keysMax) continue;
    isComplete = false;
    break;
  }
  const list = listConnections(String(await session.call("CLIENT", "LIST")));
  const connections = list.filter(({ user }) => user.startsWith(names.usernamePrefix)).length;
  return { keys, memoryBytes, isComplete, connections };
}
