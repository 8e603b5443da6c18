import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { RowLink } from "#components/patterns/row-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { renewalDueAt } from "#domain/resources/renewal-due-at.ts";

/** Certificates in use, the nearest end first; on a phone the facts move under the name. */
export function CertificatesTable({ certificates }: { certificates: readonly ResourceView[] }) {
  return (
    <Table label="Certificates">
      <thead>
        <tr>
          <HeaderCell>Names</HeaderCell>
          <HeaderCell className="max-md:hidden">Environment</HeaderCell>
          <HeaderCell className="max-md:hidden">Team</HeaderCell>
          <HeaderCell className="max-lg:hidden">Owner</HeaderCell>
          <HeaderCell className="text-right">Ends</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Renewal</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {certificates.map((certificate) => (
          <CertificateRow key={certificate.id} certificate={certificate} />
        ))}
      </tbody>
    </Table>
  );
}

function CertificateRow({ certificate }: { certificate: ResourceView }) {
  const { id, name, environment, team, owner, expiresAt } = certificate;
  return (
    <Row>
      <Cell className="max-w-96 min-w-40">
        <RowLink href={`/resources/${id}`}>{name}</RowLink>
        <span className="block truncate font-mono text-sm text-ink-3">{namesOf(certificate).join(", ")}</span>
        <span className="block text-sm text-ink-3 md:hidden">
          <EnvironmentName id={environment} /> · <TeamName id={team} />
        </span>
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <EnvironmentName id={environment} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <TeamName id={team} />
      </Cell>
      <Cell className="max-w-48 truncate text-ink-2 max-lg:hidden">
        <PersonName person={owner} />
      </Cell>
      <Cell className="text-right text-ink-2">{expiresAt === null ? "—" : <RelativeTime at={expiresAt} />}</Cell>
      <Cell className="text-right max-md:hidden">
        <Renewal certificate={certificate} />
      </Cell>
    </Row>
  );
}

/** What was asked for and waits to be opened comes before what is due. */
function Renewal({ certificate }: { certificate: ResourceView }) {
  const { grants, reissue } = certificate;
  if (reissue !== null) return <Badge tone="busy">Being made</Badge>;
  if (grants.some(({ generation, state }) => generation > 1 && state === "pending")) {
    return <Badge tone="wait">Waits to be opened</Badge>;
  }
  return isDue(certificate) ? <Badge tone="wait">Due</Badge> : <span className="text-ink-3">Not yet</span>;
}

/** From then on its owner is told of its renewal. */
function isDue({ facts, readyAt, expiresAt }: ResourceView): boolean {
  const from = typeof facts.notBefore === "string" ? facts.notBefore : readyAt;
  if (expiresAt === null || from === null) return false;
  return renewalDueAt({ from: new Date(from), until: new Date(expiresAt) }).getTime() <= Date.now();
}

function namesOf({ facts }: ResourceView): readonly string[] {
  return Array.isArray(facts.dnsNames) ? facts.dnsNames.map(String) : [];
}
