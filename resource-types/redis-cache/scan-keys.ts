import type { AdminSession } from "./admin/with-admin-session.ts";
import type { ExternalNames } from "./external-names.ts";

const keysPerRound = 1_000;

/**
 * Walks over all keys of the server and gives those of this resource, in batches; a batch may be empty.
 *
 * Each round looks at about a thousand keys, so that the server is never held up for long. A key that is there from
 * beginning to end is given at least once (Redis, "SCAN guarantees").
 */
export async function* scanKeys(
  session: AdminSession,
  { keyPrefix }: ExternalNames,
): AsyncGenerator<readonly Buffer[]> {
  let cursor = "0";
  do {
    // Key names are bytes: a tenant's binary key would not survive being read as text.
    const answer = await session.callBytes("SCAN", cursor, "MATCH", `${keyPrefix}*`, "COUNT", keysPerRound);
    const [next, keys] = answer as [Buffer, Buffer[]];
    cursor = next.toString("latin1");
    yield keys;
  } while (cursor !== "0");
}
