import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Table } from "#components/ui/table.tsx";
import { coverageOf, type ControlCoverage } from "#domain/catalog/pack-coverage.ts";
import type { PackControl } from "#domain/catalog/pack.ts";

const looks = {
  enforced: { tone: "good", label: "Enforced" },
  built_in: { tone: "busy", label: "Built in" },
  open: { tone: "bad", label: "Not covered" },
} as const satisfies Record<ControlCoverage, unknown>;

interface ControlsTableProps {
  controls: readonly PackControl[];
  /** Titles of evidence queries by id, as far as the reader sees any. */
  evidence: ReadonlyMap<string, string>;
}

/** The controls of a pack: what enforces each, what the product does by itself, what shows it, and what is left open. */
export function ControlsTable({ controls, evidence }: ControlsTableProps) {
  return (
    <Table label="Controls" className="min-w-5xl table-fixed">
      <thead>
        <tr>
          <HeaderCell className="w-60">Control</HeaderCell>
          <HeaderCell className="w-48">Enforced by</HeaderCell>
          <HeaderCell>Built in</HeaderCell>
          <HeaderCell className="w-40">Evidence</HeaderCell>
          <HeaderCell className="w-64">Gap</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {controls.map((control) => (
          <ControlRow key={control.id} control={control} evidence={evidence} />
        ))}
      </tbody>
    </Table>
  );
}

function ControlRow({ control, evidence }: { control: PackControl } & Pick<ControlsTableProps, "evidence">) {
  const { tone, label } = looks[coverageOf(control)];
  const shown = control.evidence === null ? undefined : evidence.get(control.evidence);
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-4 py-2.5 text-left align-top font-normal [overflow-wrap:anywhere]">
        <span className="block font-medium">{control.id}</span>
        <span className="mb-1.5 block text-sm text-ink-2">{control.title}</span>
        <Badge tone={tone}>{label}</Badge>
      </th>
      <Part none="No rule">
        {control.rules.map((id) => (
          <a key={id} href={`#rule-${id}`} className="block rounded-sm text-accent hover:underline">
            {id}
          </a>
        ))}
      </Part>
      <Part none="Nothing">
        {control.builtIn.map((sentence) => (
          <p key={sentence} className="not-first:mt-1.5">
            {sentence}
          </p>
        ))}
      </Part>
      <Part none="None">
        {control.evidence !== null && [
          shown === undefined ? (
            <span key="evidence">{control.evidence}</span>
          ) : (
            <a key="evidence" href={`#evidence-${control.evidence}`} className="rounded-sm text-accent hover:underline">
              {shown}
            </a>
          ),
        ]}
      </Part>
      <Part none="None is known">{control.gap !== null && [<p key="gap">{control.gap}</p>]}</Part>
    </tr>
  );
}

/** One cell of words; it says so where there are none. */
function Part({ none, children }: { none: string; children: readonly ReactNode[] | false }) {
  const empty = children === false || children.length === 0;
  return (
    <Cell className="py-2.5 align-top text-sm text-ink-2 [overflow-wrap:anywhere]">
      {empty ? <span className="text-ink-3">{none}</span> : children}
    </Cell>
  );
}
