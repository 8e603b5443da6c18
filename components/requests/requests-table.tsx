import { askedOf } from "#components/patterns/asked-of.ts";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { RowLink } from "#components/patterns/row-link.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { RequestView } from "#domain/contracts/request.ts";

/** Requests, one a row, newest first; on a phone the facts move under the name. */
export function RequestsTable({ label, requests }: { label: string; requests: readonly RequestView[] }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <HeaderCell>Name</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell className="max-md:hidden">Environment</HeaderCell>
          <HeaderCell className="max-md:hidden">Team</HeaderCell>
          <HeaderCell className="max-md:hidden">Requester</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Filed</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} />
        ))}
      </tbody>
    </Table>
  );
}

function RequestRow({ request }: { request: RequestView }) {
  return (
    <Row>
      <Cell className="max-w-80 min-w-36">
        <RowLink href={`/requests/${request.id}`}>{askedOf(request)}</RowLink>
        <span className="block truncate text-sm text-ink-3 max-md:hidden">{request.template.id}</span>
        <span className="block text-sm text-ink-3 md:hidden">
          <EnvironmentName id={request.environment} /> · <TeamName id={request.team} /> ·{" "}
          <RelativeTime at={request.createdAt} />
        </span>
      </Cell>
      <Cell className="w-px max-md:text-right">
        <StateBadge of="request" state={request.state} blockedReason={request.blockedReason} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <EnvironmentName id={request.environment} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <TeamName id={request.team} />
      </Cell>
      <Cell className="max-w-48 truncate text-ink-2 max-md:hidden">
        <PersonName person={request.onBehalfOf ?? request.requester} />
      </Cell>
      <Cell className="text-right text-ink-2 max-md:hidden">
        <RelativeTime at={request.createdAt} />
      </Cell>
    </Row>
  );
}
