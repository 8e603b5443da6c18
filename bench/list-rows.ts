import { measureLists, smallCount } from "#bench/measure-lists.ts";
import { percentile, verdict } from "#bench/statistics.ts";

const ratioMax = 1.3;

/** Measures lists of requests in this process. `BENCH_REQUESTS` shrinks the ledger. */
export async function listRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_REQUESTS ?? 200_000);
  return [...(await measureLists(count))].flatMap(([title, { small, twin, large }]) => {
    const [ofSmall, ofTwin, ofLarge] = [small, twin, large].map((found) => percentile(found, 0.95)) as [
      number,
      number,
      number,
    ];
    const row = (figure: string, ours: number, goal: string) => [
      figure,
      spell(ours),
      spell(ofSmall),
      `${(ours / ofSmall).toFixed(2)} ×`,
      goal,
    ];
    const goal = verdict(`≤ ${ratioMax} ×`, ofLarge <= ratioMax * ofSmall);
    return [
      row(`list of ${title}, p95 with ${count} requests (yardstick: with ${smallCount})`, ofLarge, goal),
      row(`    noise: a second ledger of ${smallCount}`, ofTwin, ""),
    ];
  });
}

function spell(value: number): string {
  return `${value.toFixed(2)} ms`;
}
