import { measureGuardrails } from "#bench/measure-guardrails.ts";
import { percentile } from "#bench/statistics.ts";

/** Measures decisions in this process. `BENCH_REQUESTS` shrinks the ledger. */
export async function guardrailRows(): Promise<string[][]> {
  const count = Number(process.env.BENCH_REQUESTS ?? 200_000);
  const { decisions, previews } = await measureGuardrails(count);
  const row = (figure: string, found: readonly number[], [at, goal]: [number, string]) => [
    figure,
    spell(percentile(found, at)),
    "",
    "",
    goal,
  ];
  return [
    row("decision under 200 rules in CEL and four packs, p50", decisions, [0.5, ""]),
    row("decision under 200 rules in CEL and four packs, p99", decisions, [0.99, "≤ 10 ms"]),
    row("preview with its reading of the ledger, p50", previews, [0.5, ""]),
    row("preview with its reading of the ledger, p99", previews, [0.99, ""]),
  ];
}

function spell(value: number): string {
  return `${value.toFixed(2)} ms`;
}
