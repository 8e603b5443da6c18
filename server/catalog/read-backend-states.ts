import type { KnownStates } from "#domain/catalog/connections-of.ts";
import { spellPause } from "#domain/health/spell-pause.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { readDisconnectedBackends } from "#server/catalog/read-disconnected-backends.ts";
import { readPauses } from "#server/health/read-pauses.ts";

/** Gives which back ends are not connected, and what is said of those that take nothing new. */
export async function readBackendStates(db: Queryable): Promise<KnownStates> {
  const pauses = await readPauses(db);
  return {
    disconnected: await readDisconnectedBackends(db),
    paused: Object.fromEntries(pauses.map((pause) => [pause.backend, spellPause(pause)])),
  };
}
