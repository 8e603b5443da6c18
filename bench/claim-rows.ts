import { measureClaims } from "#bench/measure-claims.ts";
import { percentile, spellMs } from "#bench/statistics.ts";

/**
 * Measures the reveal process alone, under 50 clients. `BENCH_REVEALS` shrinks it.
 *
 * The yardstick is a bare process under the same clients in turns: HTTP, one conditional UPDATE … RETURNING, one commit.
 */
export async function claimRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_REVEALS ?? 5000);
  const { claims, bare, paced, perSecond, memory } = await measureClaims(count);
  const row = (figure: string, at: number, goal: string) => {
    const [ours, theirs] = [percentile(claims, at), percentile(bare, at)];
    return [figure, spellMs(ours), spellMs(theirs), `${(ours / theirs).toFixed(2)} ×`, goal];
  };
  const growth = memory.lastMiB / memory.firstMiB - 1;
  const first = Math.ceil(count / 10);
  return [
    row("claim, p50 of 50 clients, local key (yardstick: bare handler, one UPDATE … RETURNING)", 0.5, ""),
    row("claim, p99 of 50 clients that wait for nothing", 0.99, "≤ 500 ms"),
    [
      "claim, p99 of 50 clients, a second between two claims of each",
      spellMs(percentile(paced, 0.99)),
      "",
      "",
      "≤ 300 ms",
    ],
    ["reveals per second of 50 clients: claimed, opened, acknowledged", perSecond.toFixed(0), "", "", ""],
    [
      `memory of reveal over ${count} reveals (yardstick: after the first ${first})`,
      `${memory.lastMiB.toFixed(0)} MiB`,
      `${memory.firstMiB.toFixed(0)} MiB`,
      `${growth < 0 ? "" : "+"}${(100 * growth).toFixed(1)} %`,
      "≤ 5 %",
    ],
  ];
}
