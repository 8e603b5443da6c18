import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ResendWebhookAction } from "#components/webhooks/resend-webhook-action.tsx";
import { webhookDeliveryLooks } from "#components/webhooks/webhook-words.ts";
import type { WebhookDeliveryView, WebhookView } from "#domain/contracts/webhook.ts";

interface DeliveriesPanelProps {
  readonly webhook: Pick<WebhookView, "id" | "state">;
  readonly deliveries: readonly WebhookDeliveryView[];
}

/** What became of each event at a webhook, newest first: its attempts, and what was answered last. */
export function DeliveriesPanel({ webhook, deliveries }: DeliveriesPanelProps) {
  return (
    <Panel title="Deliveries">
      {deliveries.length === 0 ? (
        <p className="px-4 py-6 text-md text-ink-3">
          Nothing was sent there yet. A ping shows whether it would arrive.
        </p>
      ) : (
        <ul aria-label="Deliveries" className="divide-y divide-line">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.id} webhook={webhook} delivery={delivery} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface DeliveryRowProps {
  readonly webhook: DeliveriesPanelProps["webhook"];
  readonly delivery: WebhookDeliveryView;
}

function DeliveryRow({ webhook, delivery }: DeliveryRowProps) {
  const { event, state, attempts, lastAttempts, responseBody, nextAttemptAt } = delivery;
  const { label, tone, icon: Icon } = webhookDeliveryLooks[state];
  const barrier = webhook.state === "active" ? null : "Nothing is sent to it while it is disabled.";
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="text-md">
            <code className="[overflow-wrap:anywhere]">{event.type}</code>
          </p>
          <p className="text-sm text-ink-3 [overflow-wrap:anywhere]">
            <RelativeTime at={event.at} /> · <code>{event.id}</code>
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Badge tone={tone}>
            <Icon aria-hidden />
            {label}
          </Badge>
          {state !== "pending" && (
            <ResendWebhookAction webhookId={webhook.id} delivery={delivery} disabledReason={barrier} />
          )}
        </div>
      </div>
      {attempts > 0 && (
        <details className="text-sm text-ink-2">
          <summary className="cursor-pointer">
            {attempts === 1 ? "1 attempt" : `${attempts} attempts`}
            {nextAttemptAt !== null && (
              <>
                , the next <RelativeTime at={nextAttemptAt} />
              </>
            )}
          </summary>
          <ol className="mt-1.5 flex flex-col gap-1">
            {lastAttempts.map((attempt) => (
              <li key={attempt.at}>
                <RelativeTime at={attempt.at} /> · {attempt.status ?? "no answer"} · {attempt.durationMs} ms
                {attempt.reason !== null && <span className="text-ink-3"> · {attempt.reason}</span>}
              </li>
            ))}
          </ol>
          {responseBody !== null && (
            <pre
              tabIndex={0}
              aria-label="The last answer"
              className="mt-2 max-h-40 overflow-auto rounded-md bg-sunken p-2 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
            >
              {responseBody}
            </pre>
          )}
        </details>
      )}
    </li>
  );
}
