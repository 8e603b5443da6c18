import type { LoopFigures } from "#bench/closed-loop.ts";
import { measureClaims, type ClaimFigures } from "#bench/measure-claims.ts";
import { percentile, spellMs, verdict } from "#bench/statistics.ts";

const claimMsMax = 300;
const residentGrowthMax = 0.1;
const heapGrowthMax = 0.05;

/**
 * Measures the reveal process alone, under 50 clients. `BENCH_REVEALS` shrinks it.
 *
 * The yardstick is a bare process under the same clients in turns: HTTP, one conditional UPDATE … RETURNING, one commit.
 */
export async function claimRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_REVEALS ?? 5000);
  const figures = await measureClaims(count);
  const { claims, acknowledgements, bare, paced } = figures;
  const pacedMs = percentile(paced, 0.99);
  return [
    latencyRow("claim, p50 of 50 clients that wait for nothing (yardstick: one UPDATE … RETURNING)", figures, 0.5),
    latencyRow("claim, p99 of 50 clients that wait for nothing", figures, 0.99),
    [
      "claim, p99 of 50 clients that claim, open, acknowledge and wait for a second",
      spellMs(pacedMs),
      "",
      "",
      verdict(`≤ ${claimMsMax} ms`, pacedMs <= claimMsMax),
    ],
    [
      "acknowledgement, p99 of 50 clients that wait for nothing",
      spellMs(percentile(acknowledgements.latencies, 0.99)),
      "",
      "",
      "",
    ],
    comparedRow("claims per second", perSecond, { ours: claims, theirs: bare }, (value) => value.toFixed(0)),
    ["acknowledgements per second", perSecond(acknowledgements).toFixed(0), "", "", ""],
    comparedRow(
      "processor time per claim: process and its database connections",
      serverMs,
      { ours: claims, theirs: bare },
      spellFine,
    ),
    comparedRow(
      "processor time per claim: the client beside it, not the product's",
      clientMs,
      { ours: claims, theirs: bare },
      spellFine,
    ),
    [
      "processor time per acknowledgement: process and its database connections",
      spellFine(serverMs(acknowledgements)),
      "",
      "",
      "",
    ],
    ...memoryRows(count, figures),
  ];
}

function latencyRow(figure: string, { claims, bare }: ClaimFigures, at: number): string[] {
  const [ours, theirs] = [percentile(claims.latencies, at), percentile(bare.latencies, at)];
  const goal = at === 0.99 ? verdict(`≤ ${claimMsMax} ms`, ours <= claimMsMax) : "";
  return [figure, spellMs(ours), spellMs(theirs), spellRatio(ours / theirs), goal];
}

function comparedRow(
  figure: string,
  measure: (loop: LoopFigures) => number,
  { ours, theirs }: { readonly ours: LoopFigures; readonly theirs: LoopFigures },
  spell: (value: number) => string,
): string[] {
  return [figure, spell(measure(ours)), spell(measure(theirs)), spellRatio(measure(ours) / measure(theirs)), ""];
}

function memoryRows(count: number, { memory: { first, last } }: ClaimFigures): string[][] {
  const row = (what: string, [now, then]: [number, number], growthMax: number) => {
    const growth = now / then - 1;
    return [
      `${what} of reveal after ${count} reveals (yardstick: after ${Math.ceil(count / 10)})`,
      `${now.toFixed(1)} MiB`,
      `${then.toFixed(1)} MiB`,
      `${growth < 0 ? "" : "+"}${(100 * growth).toFixed(1)} %`,
      verdict(`≤ +${100 * growthMax} %`, growth <= growthMax),
    ];
  };
  return [
    row("memory", [last.residentMiB, first.residentMiB], residentGrowthMax),
    row("what is alive on the heap", [last.heapMiB, first.heapMiB], heapGrowthMax),
  ];
}

function perSecond({ latencies, seconds }: LoopFigures): number {
  return latencies.length / seconds;
}

function serverMs({ latencies, serverMs: ms }: LoopFigures): number {
  return ms / latencies.length;
}

function clientMs({ latencies, clientMs: ms }: LoopFigures): number {
  return ms / latencies.length;
}

function spellFine(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}

function spellRatio(ratio: number): string {
  return `${ratio.toFixed(2)} ×`;
}
