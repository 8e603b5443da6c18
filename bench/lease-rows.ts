import { measureLeases } from "#bench/measure-leases.ts";
import { percentile, verdict } from "#bench/statistics.ts";

/** Seconds in which 5,000 leases that run out in one minute are to be proven ended. */
const goalSeconds = 600;
const goalCount = 5000;

/** Measures leases of a whole installation. `BENCH_LEASES` says how many. */
export async function leaseRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_LEASES ?? goalCount);
  const { resources, makingSeconds, drainSeconds, lateSeconds, rawSeconds } = await measureLeases(count);
  const [made, ended, raw] = [makingSeconds, drainSeconds, rawSeconds].map((seconds) => count / seconds);
  const perSecond = (rate = 0) => `${rate.toFixed(1)}/s`;
  const ofGoal = (goalCount / count) * drainSeconds;
  const late = percentile(lateSeconds, 0.99);
  return [
    [`leases made, ${count} of ${resources} databases`, perSecond(made), "", "", ""],
    [
      `leases ended with proof, ${count} that run out at 5,000 a minute (yardstick: DROP ROLE by a script)`,
      perSecond(ended),
      perSecond(raw),
      `${((100 * (ended ?? 0)) / (raw ?? 1)).toFixed(1)} %`,
      verdict(`${goalCount} in ≤ ${goalSeconds} s`, ofGoal <= goalSeconds),
    ],
    ["the same, from the end of a lease to its proof, p99", `${late.toFixed(1)} s`, "", "", ""],
  ];
}
