import { measureReplay } from "#bench/measure-replay.ts";
import { spellMs } from "#bench/statistics.ts";

/** Measures a replay of past requests in this process. `BENCH_REPLAYS` shrinks it. */
export async function replayRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_REPLAYS ?? 100_000);
  const { looked, flips, seconds, readSeconds, cpuSeconds, turnMs, heapMiB } = await measureReplay(count);
  return [
    [
      `replay of ${looked} past requests, ${flips} of which flip (yardstick: reading them alone)`,
      `${seconds.toFixed(1)} s`,
      `${readSeconds.toFixed(1)} s`,
      `${(seconds / readSeconds).toFixed(2)} ×`,
      "≤ 60 s",
    ],
    ["replay, of this the work of the process itself", `${cpuSeconds.toFixed(1)} s`, "", "", ""],
    ["replay, p99 of the turns of the event loop", spellMs(turnMs), "", "", "≤ 100 ms"],
    ["replay, most heap over what it began with", `${heapMiB.toFixed(0)} MiB`, "", "", ""],
  ];
}
