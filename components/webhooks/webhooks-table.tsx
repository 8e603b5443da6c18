import { TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { RowLink } from "#components/patterns/row-link.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import { lookOfWebhook } from "#components/webhooks/webhook-words.ts";
import type { WebhookView } from "#domain/contracts/webhook.ts";

/** Webhooks, one a row; on a phone the facts move under the address. */
export function WebhooksTable({ webhooks }: { readonly webhooks: readonly WebhookView[] }) {
  return (
    <Table label="Webhooks">
      <thead>
        <tr>
          <HeaderCell>Goes to</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell className="max-md:hidden">Tells of</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Events</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Created</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {webhooks.map((webhook) => (
          <WebhookRow key={webhook.id} webhook={webhook} />
        ))}
      </tbody>
    </Table>
  );
}

function WebhookRow({ webhook }: { readonly webhook: WebhookView }) {
  const { id, url, team, description, events, createdAt } = webhook;
  const { label, tone, icon: Icon } = lookOfWebhook(webhook);
  const whose = team === null ? "Every team" : <TeamName id={team} />;
  return (
    <Row>
      <Cell className="max-w-96 min-w-36">
        <RowLink href={`/webhooks/${id}`}>
          <span className="[overflow-wrap:anywhere]">{new URL(url).host}</span>
        </RowLink>
        {description !== "" && (
          <span className="block text-sm text-ink-3 [overflow-wrap:anywhere] md:truncate">{description}</span>
        )}
        <span className="block text-sm text-ink-3 md:hidden">
          {whose} · {events.length} events
        </span>
      </Cell>
      <Cell className="w-px max-md:text-right">
        <Badge tone={tone}>
          <Icon aria-hidden />
          {label}
        </Badge>
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">{whose}</Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">{events.length}</Cell>
      <Cell className="text-right text-ink-2 max-md:hidden">
        <RelativeTime at={createdAt} />
      </Cell>
    </Row>
  );
}
