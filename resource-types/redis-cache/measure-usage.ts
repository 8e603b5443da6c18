import type { Usage } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { listConnections } from "./admin/list-connections.ts";
import type { ExternalNames } from "./external-names.ts";
import type { RedisParameters } from "./parameters.ts";
import { scanKeys } from "./scan-keys.ts";

const roundsMax = 500;
const keysMax = 100_000;
const samplesPerKey = 5;

/** What one resource uses at the moment. */
export interface CacheUse {
  readonly usage: Usage;
  readonly memoryBytes: number;
  /** False when the server has too many keys to look at all: keys and memory are then lower bounds. */
  readonly isComplete: boolean;
  readonly connections: number;
}

/**
 * Adds up what the keys of one resource take, as MEMORY USAGE estimates it, and looks at its open connections: the server
 * remembers no other.
 *
 * Looks at about half a million keys of the server and a hundred thousand of the resource at most.
 */
export async function measureUsage(
  session: AdminSession,
  names: ExternalNames,
  { memoryMegabytes, connectionLimit }: RedisParameters,
): Promise<CacheUse> {
  const { keys, memoryBytes, isComplete } = await measureKeys(session, names);
  const list = listConnections(String(await session.call("CLIENT", "LIST")));
  const ages = list.filter(({ user }) => user.startsWith(names.usernamePrefix)).map(({ ageSeconds }) => ageSeconds);
  const connections = ages.length;
  return {
    memoryBytes,
    isComplete,
    connections,
    usage: {
      connections,
      lastConnectedAt: connections === 0 ? null : new Date(Date.now() - 1000 * Math.min(...ages)).toISOString(),
      measures: [
        { label: "Memory", value: memoryBytes, unit: "bytes", limit: memoryMegabytes * 1_000_000 },
        { label: "Keys", value: keys, unit: "count" },
        { label: "Connections", value: connections, unit: "count", limit: connectionLimit },
      ],
    },
  };
}

async function measureKeys(session: AdminSession, names: ExternalNames) {
  let [keys, memoryBytes, rounds] = [0, 0, 0];
  for await (const batch of scanKeys(session, names)) {
    const sizes = await session.callAll(batch.map((key) => ["MEMORY", "USAGE", key, "SAMPLES", samplesPerKey]));
    // A key that is gone by now has no size.
    for (const size of sizes) if (typeof size === "number") [keys, memoryBytes] = [keys + 1, memoryBytes + size];
    rounds += 1;
    if (rounds >= roundsMax || keys >= keysMax) return { keys, memoryBytes, isComplete: false };
  }
  return { keys, memoryBytes, isComplete: true };
}
