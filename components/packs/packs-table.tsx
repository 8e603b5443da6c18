import { spellAttachment } from "#components/packs/spell-attachment.ts";
import { RowLink } from "#components/patterns/row-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";

/** A pack as a row shows it. */
interface PackRow {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly summary: string;
  readonly attachedTo: Parameters<typeof spellAttachment>[0];
  readonly rules: number;
  readonly controls: number;
  readonly covered: number;
  readonly withGaps: number;
}

/** Compliance packs, one a row; on a phone the facts move under the name. */
export function PacksTable({ packs }: { packs: readonly PackRow[] }) {
  return (
    <Table label="Compliance packs">
      <thead>
        <tr>
          <HeaderCell>Pack</HeaderCell>
          <HeaderCell>Attached</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Rules</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Controls covered</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">With a gap</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {packs.map((pack) => (
          <PackRowView key={pack.id} pack={pack} />
        ))}
      </tbody>
    </Table>
  );
}

function PackRowView({ pack }: { pack: PackRow }) {
  const { id, title, version, summary, rules, controls, covered, withGaps } = pack;
  const attached = spellAttachment(pack.attachedTo);
  return (
    <Row>
      <Cell className="max-w-xl min-w-44 py-2.5">
        <RowLink href={`/guardrails/packs/${id}`}>{title}</RowLink>
        <span className="text-sm text-ink-3"> · version {version}</span>
        <span className="block text-sm text-ink-2 [overflow-wrap:anywhere]">{summary}</span>
        <span className="mt-1 block text-sm text-ink-3 md:hidden">
          {rules} rules · {covered} of {controls} controls covered · {withGaps} with a gap
        </span>
      </Cell>
      <Cell className="max-w-60 min-w-28 py-2.5 text-sm">
        {attached === null ? <Badge tone="idle">Nowhere</Badge> : <span className="text-ink-2">{attached}</span>}
      </Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">{rules}</Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">
        {covered} of {controls}
      </Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">{withGaps}</Cell>
    </Row>
  );
}
