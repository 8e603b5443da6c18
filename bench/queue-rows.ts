import { countTitle, measureQueue } from "#bench/measure-queue.ts";
import { percentile } from "#bench/statistics.ts";

/** Measures approval queues in this process. `BENCH_PENDING` shrinks what waits. */
export async function queueRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_PENDING ?? 50_000);
  const figures = await measureQueue(count);
  return [...figures].flatMap(([title, { small, large }]) =>
    [0.5, 0.95].map((at) => {
      const [ours, yardstick] = [percentile(large, at), percentile(small, at)];
      const figure = `queue, ${title}, p${at * 100} with ${count} waiting (yardstick: with 100)`;
      return [
        figure,
        `${ours.toFixed(2)} ms`,
        `${yardstick.toFixed(2)} ms`,
        `${(ours / yardstick).toFixed(2)} ×`,
        at === 0.95 && title !== countTitle ? "≤ 1.3 ×" : "",
      ];
    }),
  );
}
