import { measureHostile } from "#bench/measure-hostile.ts";
import { percentile, verdict } from "#bench/statistics.ts";

const ratioMax = 1.2;

/** What 200 clients that dribble and one that sends too much cost everybody else. `BENCH_SAMPLES` says how many calls. */
export async function hostileRows(): Promise<string[][]> {
  const calls = Number(process.env.BENCH_SAMPLES ?? 5000);
  const { quiet, attacked } = await measureHostile(calls);
  return [0.5, 0.99].map((at) => {
    const [beside, alone] = [percentile(attacked, at), percentile(quiet, at)];
    return [
      `a call beside hostile clients (yardstick: alone), ${at === 0.5 ? "median" : "p99"} of ${calls}`,
      `${beside.toFixed(2)} ms`,
      `${alone.toFixed(2)} ms`,
      (beside / alone).toFixed(2),
      at === 0.5 ? "told only" : verdict(`≤ ${ratioMax}`, beside / alone <= ratioMax),
    ];
  });
}
