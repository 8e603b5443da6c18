import { Meter } from "#components/guardrails/meter.tsx";
import { spellAmount } from "#components/guardrails/spell-amount.ts";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, HeaderCell, Table } from "#components/ui/table.tsx";
import { spellStages } from "#domain/guardrails/spell-stages.ts";
import type { QuotaStanding } from "#domain/catalog/quota-standing.ts";

const measures = { count: "Number", units: "Size units", monthlyCost: "Monthly cost" } as const;

/** Each quota and budget: what it counts, how much of it is held, and by what most. */
export function QuotaTable({ quotas, currency }: { quotas: readonly QuotaStanding[]; currency: string }) {
  return (
    <Table label="Quotas and budgets" className="min-w-3xl">
      <thead>
        <tr>
          <HeaderCell>Quota</HeaderCell>
          <HeaderCell>Counts</HeaderCell>
          <HeaderCell className="w-72">Held</HeaderCell>
          <HeaderCell>Most of it</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {quotas.map((quota) => (
          <tr key={quota.id} className="border-t border-line">
            <th scope="row" className="py-2 pr-3 pl-4 text-left align-top font-mono text-sm font-normal">
              {quota.id}
            </th>
            <Cell className="h-auto py-2 align-top">
              {measures[quota.measure]}
              <div className="text-sm text-ink-3">
                <Scope scope={quota.scope} />
              </div>
            </Cell>
            <Cell className="h-auto py-2 align-top">
              <Held quota={quota} currency={currency} />
            </Cell>
            <Cell className="h-auto py-2 align-top">
              <Dearest quota={quota} currency={currency} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Scope({ scope: { team, environment, template } }: { scope: QuotaStanding["scope"] }) {
  return (
    <>
      {team === null ? "all teams together" : <TeamName id={team} />}
      {", "}
      {environment === null ? "every environment" : <EnvironmentName id={environment} />}
      {", "}
      {template ?? "every template"}
    </>
  );
}

function Held({ quota, currency }: { quota: QuotaStanding; currency: string }) {
  const { id, held, waiting, limit } = quota;
  const say = (amount: number) => spellAmount(amount, { measure: quota.measure, currency });
  const words = `${say(held)} of ${say(limit)}`;
  return (
    <div className="space-y-1">
      <Meter label={id} held={held} waiting={waiting} limit={limit} words={words} />
      <div className="text-sm tabular-nums">
        {words}
        {waiting > 0 && <span className="text-ink-3">, of which {say(waiting)} waits for approval</span>}
        {held >= limit && <span className="text-bad-ink">, nothing left</span>}
      </div>
      {quota.raise && (
        <div className="text-sm text-ink-3">
          up to {say(quota.raise.limit)} with approval: {spellStages(quota.raise.approval)}
        </div>
      )}
    </div>
  );
}

function Dearest({ quota: { dearest, held, measure }, currency }: { quota: QuotaStanding; currency: string }) {
  if (dearest.length === 0) {
    return <span className="text-ink-3">{held > 0 ? "nothing of your teams" : "nothing is held"}</span>;
  }
  return (
    <ul className="space-y-0.5 text-sm">
      {dearest.map(({ requestId, name, environment, amount }) => (
        <li key={requestId}>
          <Link href={`/requests/${requestId}`} className="link">
            {name}
          </Link>{" "}
          <span className="text-ink-3">
            <EnvironmentName id={environment} />
            {measure !== "count" && `, ${spellAmount(amount, { measure, currency })}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
