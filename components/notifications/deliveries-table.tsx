import { channelWords } from "#components/notifications/kind-words.ts";
import { deliveryLooks } from "#components/notifications/delivery-looks.ts";
import { ResendAction } from "#components/notifications/resend-action.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { DeliveryView } from "#domain/contracts/notification.ts";

interface DeliveriesTableProps {
  deliveries: readonly DeliveryView[];
  /** Why the reader may send nothing again; null: they may. */
  resendBarrier: string | null;
}

/** Deliveries, one a row, newest first; on a phone the facts move under the subject. */
export function DeliveriesTable({ deliveries, resendBarrier }: DeliveriesTableProps) {
  return (
    <Table label="Deliveries" isTextOnly>
      <thead>
        <tr>
          <HeaderCell>Message</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell className="max-md:hidden">Channel</HeaderCell>
          <HeaderCell className="max-md:hidden">For</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Attempts</HeaderCell>
          <HeaderCell className="text-right max-md:hidden">Recorded</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow
            key={`${delivery.notification} ${delivery.channel}`}
            delivery={delivery}
            resendBarrier={resendBarrier}
          />
        ))}
      </tbody>
    </Table>
  );
}

function DeliveryRow({ delivery, resendBarrier }: { delivery: DeliveryView; resendBarrier: string | null }) {
  const { subject, state, channel, recipient, attempts, reason, nextAt, createdAt } = delivery;
  const { label, tone, icon: Icon } = deliveryLooks[state];
  return (
    <Row>
      <Cell className="max-w-96 min-w-36">
        <span className="[overflow-wrap:anywhere]">{subject}</span>
        {reason && <span className="block text-sm text-ink-3 [overflow-wrap:anywhere]">{reason}</span>}
        {nextAt && attempts > 0 && (
          <span className="block text-sm text-ink-3">
            Tried again <RelativeTime at={nextAt} />
          </span>
        )}
        <span className="block text-sm text-ink-3 md:hidden">
          {channelWords[channel]} · <PersonName person={recipient} /> · <RelativeTime at={createdAt} />
        </span>
      </Cell>
      <Cell className="w-px">
        <div className="flex flex-col items-start gap-1.5">
          <Badge tone={tone}>
            <Icon aria-hidden />
            {label}
          </Badge>
          {state === "failed" && <ResendAction delivery={delivery} disabledReason={resendBarrier} />}
        </div>
      </Cell>
      <Cell className="text-ink-2 max-md:hidden">{channelWords[channel]}</Cell>
      <Cell className="max-w-48 truncate text-ink-2 max-md:hidden">
        <PersonName person={recipient} />
      </Cell>
      <Cell className="text-right text-ink-2 tabular-nums max-md:hidden">{attempts}</Cell>
      <Cell className="text-right text-ink-2 max-md:hidden">
        <RelativeTime at={createdAt} />
      </Cell>
    </Row>
  );
}
