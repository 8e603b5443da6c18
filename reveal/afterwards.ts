import { setImmediate } from "node:timers/promises";
import type { Logger } from "#server/adapters/log/log.ts";

/** Work that is done after an answer, off its path. */
export interface Afterwards {
  /** Starts `work` at the next turn of the loop; a failure is logged as `what`. */
  run(what: string, work: () => Promise<unknown>): void;
  /** Waits until nothing is under way. */
  settle(): Promise<void>;
}

/** Keeps track of work that outlives its answer, so that a drain waits for it. */
export function createAfterwards(log: Logger): Afterwards {
  const underWay = new Set<Promise<void>>();
  return {
    run: (what, work) => {
      const done = perform();
      underWay.add(done);
      void done.finally(() => underWay.delete(done));

      async function perform() {
        await setImmediate();
        await work().catch((error: unknown) => log.error({ err: error }, what));
      }
    },
    settle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
