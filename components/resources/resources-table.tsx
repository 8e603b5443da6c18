import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { RowLink } from "#components/patterns/row-link.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { LastUsed } from "#components/reconcile/last-used.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { warningHours } from "#domain/resources/next-warning.ts";

/** What exists, one a row; on a phone the facts move under the name. */
export function ResourcesTable({ resources }: { resources: readonly ResourceView[] }) {
  return (
    <Table label="Resources">
      <thead>
        <tr>
          <HeaderCell>Name</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell className="max-md:hidden">Environment</HeaderCell>
          <HeaderCell className="max-md:hidden">Team</HeaderCell>
          <HeaderCell className="max-md:hidden">Owner</HeaderCell>
          <HeaderCell className="text-right max-lg:hidden">Last used</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Expires</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {resources.map((resource) => (
          <ResourceRow key={resource.id} resource={resource} />
        ))}
      </tbody>
    </Table>
  );
}

function ResourceRow({ resource }: { resource: ResourceView }) {
  return (
    <Row>
      <Cell className="max-w-80 min-w-36">
        <RowLink href={`/resources/${resource.id}`}>{resource.name}</RowLink>
        <span className="block truncate text-sm text-ink-3 max-md:hidden">{resource.template.id}</span>
        <span className="block text-sm text-ink-3 md:hidden">
          <EnvironmentName id={resource.environment} /> · <TeamName id={resource.team} /> ·{" "}
          <Expiry resource={resource} />
        </span>
      </Cell>
      <Cell className="w-px max-md:text-right">
        <StateBadge of="resource" state={resource.state} blockedReason={resource.blockedReason} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <EnvironmentName id={resource.environment} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <TeamName id={resource.team} />
      </Cell>
      <Cell className="max-w-48 truncate text-ink-2 max-md:hidden">
        <PersonName person={resource.owner} />
      </Cell>
      <Cell className="text-right text-ink-2 max-lg:hidden">
        {resource.state === "active" ? <LastUsed usage={resource.usage} /> : "—"}
      </Cell>
      <Cell className="text-right text-ink-2 max-md:hidden">
        <Expiry resource={resource} />
      </Cell>
    </Row>
  );
}

function Expiry({ resource }: { resource: ResourceView }) {
  if (resource.destroyedAt !== null) return <>gone</>;
  if (resource.expiresAt === null) return <>not counting yet</>;
  if (!endsSoon(resource)) return <RelativeTime at={resource.expiresAt} />;
  return (
    <span className="font-medium text-wait-ink">
      <RelativeTime at={resource.expiresAt} />
      <span className="sr-only"> (soon)</span>
    </span>
  );
}

/** In use, and within a week: as its owner is told first. */
function endsSoon({ state, expiresAt }: ResourceView): boolean {
  if (state !== "active" || expiresAt === null) return false;
  return Date.parse(expiresAt) - Date.now() < warningHours[0] * 3_600_000;
}
