import { measureGuardrails } from "#bench/measure-guardrails.ts";
import { percentile } from "#bench/statistics.ts";

/** Measures decisions and lists in this process. `BENCH_REQUESTS` shrinks the ledger. */
export async function guardrailRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_REQUESTS ?? 200_000);
  const { decisions, previews, lists } = await measureGuardrails(count);
  const row = (figure: string, found: readonly number[], [at, goal]: [number, string]) => [
    figure,
    spell(percentile(found, at)),
    "",
    "",
    goal,
  ];
  const listRows = [...lists].map(([title, { small, large }]) => {
    const [ours, yardstick] = [percentile(large, 0.95), percentile(small, 0.95)];
    const figure = `list of ${title}, p95 with ${count} requests (yardstick: with 1000)`;
    return [figure, spell(ours), spell(yardstick), `${(ours / yardstick).toFixed(2)} ×`, "≤ 1.3 ×"];
  });
  return [
    row("decision under 200 rules in CEL and four packs, p50", decisions, [0.5, ""]),
    row("decision under 200 rules in CEL and four packs, p99", decisions, [0.99, "≤ 10 ms"]),
    row("preview with its reading of the ledger, p50", previews, [0.5, ""]),
    row("preview with its reading of the ledger, p99", previews, [0.99, ""]),
    ...listRows,
  ];
}

function spell(value: number): string {
  return `${value.toFixed(2)} ms`;
}
