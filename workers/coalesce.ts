import { setTimeout } from "node:timers/promises";

/**
 * Gives a function that runs `work` at most once at a time, and once more when it was called meanwhile.
 *
 * The first call after a quiet time runs at once; while calls keep coming, runs begin `pauseMs` after the one before,
 * so that many small pieces of work become few larger ones.
 */
export function coalesce(work: () => Promise<void>, pauseMs: number): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    running = true;
    do {
      again = false;
      await work();
      await setTimeout(pauseMs);
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
