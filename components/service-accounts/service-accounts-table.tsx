import { TeamName } from "#components/patterns/place-names.tsx";
import { RowLink } from "#components/patterns/row-link.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { LastUse } from "#components/service-accounts/last-use.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { ServiceAccountView } from "#domain/contracts/service-account.ts";

/** Service accounts, one a row; on a phone the facts move under the name. */
export function ServiceAccountsTable({ accounts }: { accounts: readonly ServiceAccountView[] }) {
  return (
    <Table label="Service accounts">
      <thead>
        <tr>
          <HeaderCell>Name</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell className="max-md:hidden">Team</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Live tokens</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Last used</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} />
        ))}
      </tbody>
    </Table>
  );
}

function AccountRow({ account }: { account: ServiceAccountView }) {
  const { id, name, team, description, state, liveTokens, lastUsedAt } = account;
  return (
    <Row>
      <Cell className="max-w-80 min-w-36">
        <RowLink href={`/service-accounts/${id}`}>{name}</RowLink>
        {description !== "" && (
          <span className="block text-sm text-ink-3 [overflow-wrap:anywhere] md:truncate">{description}</span>
        )}
        <span className="block text-sm text-ink-3 md:hidden">
          <TeamName id={team} /> · {liveTokens} live · last used <LastUse at={lastUsedAt} />
        </span>
      </Cell>
      <Cell className="w-px max-md:text-right">
        <StateBadge of="service-account" state={state} />
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">
        <TeamName id={team} />
      </Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">{liveTokens}</Cell>
      <Cell className="text-right text-ink-2 max-md:hidden">
        <LastUse at={lastUsedAt} />
      </Cell>
    </Row>
  );
}
