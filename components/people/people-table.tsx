import { TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { DeactivateAction } from "#components/people/deactivate-action.tsx";
import { ReactivateAction } from "#components/people/reactivate-action.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { KnownPersonView } from "#domain/contracts/person.ts";

/** Who is known here, one a row; on a phone the facts move under the name. */
export function PeopleTable({ people }: { people: readonly KnownPersonView[] }) {
  return (
    <Table label="People" isTextOnly={people.every(({ can }) => !can.deactivate && !can.reactivate)}>
      <thead>
        <tr>
          <HeaderCell>Name</HeaderCell>
          <HeaderCell className="max-md:hidden">Teams and roles</HeaderCell>
          <HeaderCell className="max-md:hidden">Last sign-in</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Owns</HeaderCell>
          <HeaderCell>
            <span className="sr-only">Actions</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </tbody>
    </Table>
  );
}

function PersonRow({ person }: { person: KnownPersonView }) {
  const { name, email, lastSignInAt, deactivatedAt, owns, accountTokens, can } = person;
  return (
    <Row>
      <Cell className="max-w-80 min-w-36">
        <span className="flex flex-wrap items-center gap-2 font-medium [overflow-wrap:anywhere]">
          {name}
          {deactivatedAt !== null && <Badge tone="idle">Deactivated</Badge>}
        </span>
        {email !== null && <span className="block text-sm text-ink-3 [overflow-wrap:anywhere]">{email}</span>}
        <span className="block text-sm text-ink-3 md:hidden">
          <Belongs person={person} /> · owns {owns}
        </span>
        {deactivatedAt !== null && accountTokens.length > 0 && (
          <span className="block text-sm text-wait-ink">
            Made {accountTokens.length === 1 ? "a token" : `${accountTokens.length} tokens`} of service accounts that
            still {accountTokens.length === 1 ? "works" : "work"}:{" "}
            {accountTokens.map(({ serviceAccount, hint }) => `${serviceAccount} (${hint}…)`).join(", ")}
          </span>
        )}
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <Belongs person={person} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        {lastSignInAt === null ? "never" : <RelativeTime at={lastSignInAt} />}
      </Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">{owns}</Cell>
      <Cell className="w-px text-right">
        {can.deactivate && <DeactivateAction person={person} />}
        {can.reactivate && <ReactivateAction person={person} />}
      </Cell>
    </Row>
  );
}

function Belongs({ person: { teams, roles } }: { person: KnownPersonView }) {
  if (teams.length + roles.length === 0) return <>no team</>;
  return (
    <>
      {teams.map(({ id, lead }, index) => (
        <span key={id}>
          {index > 0 && ", "}
          <TeamName id={id} />
          {lead && " (lead)"}
        </span>
      ))}
      {teams.length > 0 && roles.length > 0 && " · "}
      {roles.join(", ")}
    </>
  );
}
