import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { shortenId } from "#components/patterns/shorten-id.ts";
import { LastUse } from "#components/service-accounts/last-use.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ServiceAccountView } from "#domain/contracts/service-account.ts";

/** Whose the account is, who answers for it, and since when. */
export function AccountFacts({ account }: { account: ServiceAccountView }) {
  return (
    <Panel title="What it is">
      <DefinitionList
        items={[
          { term: "Team", value: <TeamName id={account.team} /> },
          { term: "Shown as", value: <code>{`${account.team}/${account.name}`}</code> },
          { term: "Created", value: <RelativeTime at={account.createdAt} /> },
          { term: "Created by", value: <PersonName person={account.createdBy} /> },
          account.revokedAt !== null && { term: "Revoked", value: <RelativeTime at={account.revokedAt} /> },
          { term: "Live tokens", value: account.liveTokens },
          {
            term: "Trust rules",
            value: <Link href={`/trust-rules?q=${account.name}`}>Which workloads become it</Link>,
          },
          { term: "Last used", value: <LastUse at={account.lastUsedAt} /> },
          {
            term: "Account id",
            value: <Copyable text={account.id} shown={shortenId(account.id)} label="Copy the account id" />,
          },
        ]}
      />
      <p className="border-t border-line px-4 py-3 text-sm text-ink-3">
        It asks on behalf of members of <TeamName id={account.team} />, who receive the credentials. Who made it or one
        of its tokens never approves what it asks.
      </p>
    </Panel>
  );
}
