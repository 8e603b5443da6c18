import { FlipBadges } from "#components/guardrails/outcome-badge.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { RowLink } from "#components/patterns/row-link.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { ReplayFlip } from "#domain/policies/replay-result.ts";

/** Past requests that would come out otherwise, one a row; on a phone the facts move under the name. */
export function FlipsTable({ flips }: { flips: readonly ReplayFlip[] }) {
  return (
    <Table label="Requests that would flip">
      <thead>
        <tr>
          <HeaderCell>Request</HeaderCell>
          <HeaderCell>Would flip</HeaderCell>
          <HeaderCell className="max-md:hidden">By</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Filed</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {flips.map((flip) => (
          <FlipRow key={flip.id} flip={flip} />
        ))}
      </tbody>
    </Table>
  );
}

function FlipRow({ flip }: { flip: ReplayFlip }) {
  const { id, name, team, environment, classification, template, from, to, rules, today, createdAt } = flip;
  const by = (
    <>
      <code>{rules.join(", ")}</code>
      {today && " (today already)"}
    </>
  );
  return (
    <Row>
      <Cell className="min-w-36">
        <RowLink href={`/requests/${id}`}>{name}</RowLink>
        <span className="block text-sm text-ink-3">
          {template} · <TeamName id={team} /> · <EnvironmentName id={environment} /> · {classification}
        </span>
        <span className="block text-sm text-ink-3 [overflow-wrap:anywhere] md:hidden">
          by {by} · <RelativeTime at={createdAt} />
        </span>
      </Cell>
      <Cell>
        <FlipBadges from={from} to={to} />
      </Cell>
      <Cell className="max-w-72 text-sm text-ink-2 [overflow-wrap:anywhere] max-md:hidden">{by}</Cell>
      <Cell className="text-right text-ink-2 max-md:hidden">
        <RelativeTime at={createdAt} />
      </Cell>
    </Row>
  );
}
