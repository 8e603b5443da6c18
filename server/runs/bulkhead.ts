import { openLocalLane, type LocalLane } from "#server/adapters/queue/local-lane.ts";
import type { Logger } from "#server/adapters/log/log.ts";
import type { HandleJob } from "#server/adapters/queue/queues.ts";

/** Runs at a time on one back end, in one worker. A back end has these slots for itself and no others. */
export const slotsPerBackend = 8;

/** Keeps the runs of each back end apart: one that is dead, slow or flooded takes no slot from another. */
export interface Bulkhead {
  /** Has a run go on as soon as its back end has a free slot. Returns at once. */
  take(backend: string, runId: string): void;
  /** Drops what waits, which the sweeper finds again, and waits for what is under way. */
  close(): Promise<void>;
}

/** Opens the slots of a worker; a run that already waits for one is taken once. */
export function openBulkhead(log: Logger, goOn: HandleJob, slots = slotsPerBackend): Bulkhead {
  const lanes = new Map<string, LocalLane>();
  const laneOf = (backend: string) => {
    const lane = lanes.get(backend) ?? openLocalLane({ concurrency: slots }, goOn, log);
    lanes.set(backend, lane);
    return lane;
  };
  return {
    take: (backend, runId) => laneOf(backend).take({ topic: "run.continue", payload: { runId } }),
    close: async () => {
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
    },
  };
}
