import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import { mapTransportError } from "./api/map-api-error.ts";
import type { Broker } from "./api/with-broker.ts";

const patienceMs = 5_000;
const pauseMs = 20;

const connectionSchema = z.object({ name: z.string(), user: z.string() });

/** A connection of a user, by the broker's register of who is in, which counts for limits and is not late as statistics are. */
export type LiveConnection = z.output<typeof connectionSchema>;

/** Lists the connections of one user that are open now; none for a user that does not exist. */
export async function listConnections(broker: Broker, username: string): Promise<readonly LiveConnection[]> {
  return (await broker.read(`/connections/username/${username}`, z.array(connectionSchema))) ?? [];
}

/**
 * Ends the connections of one user, and waits until the broker's register has none.
 *
 * @returns how many were ended
 * @throws verification_failed when there still are some after five seconds: the user comes back, or does not go
 */
export async function endConnections(broker: Broker, username: string, signal: AbortSignal): Promise<number> {
  const ended = new Set<string>();
  let unsure: AppError | null = null;
  for (const giveUpAt = performance.now() + patienceMs; performance.now() < giveUpAt;) {
    const open = await listConnections(broker, username);
    if (open.length === 0) return ended.size;
    for (const { name } of open) ended.add(name);
    unsure = await close(broker, username);
    await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
      throw mapTransportError(error, signal);
    });
  }
  throw unsure ?? new AppError("verification_failed", "A connection of this credential is still open on the broker.");
}

/** A broker answers 500 where a connection is on its way out already: what is still in is seen at the next look. */
async function close(broker: Broker, username: string): Promise<AppError | null> {
  try {
    await broker.change({ method: "DELETE", path: `/connections/username/${username}` });
    return null;
  } catch (error) {
    if (isAppError(error, "backend_unavailable")) return error;
    throw error;
  }
}
