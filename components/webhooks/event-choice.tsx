"use client";

import { Fragment } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { eventGroups } from "#components/webhooks/webhook-words.ts";
import { webhookEventTypes, type WebhookEventType } from "#domain/webhooks/webhook-event-types.ts";

interface EventChoiceProps {
  readonly chosen: readonly WebhookEventType[];
  readonly onChange: (chosen: readonly WebhookEventType[]) => void;
}

/** The events, by what they are about; each is one box, and the order is that of a thing's life. */
export function EventChoice({ chosen, onChange }: EventChoiceProps) {
  function choose(event: WebhookEventType, isChosen: boolean) {
    onChange(webhookEventTypes.filter((one) => (one === event ? isChosen : chosen.includes(one))));
  }
  return (
    <div className="flex flex-col gap-3">
      {eventGroups.map(({ label, events }) => (
        <div key={label} role="group" aria-label={label}>
          <p className="text-sm font-medium text-ink-2">{label}</p>
          <div className="-mx-2 grid sm:grid-cols-2">
            {events.map((event) => (
              <Checkbox
                key={event}
                checked={chosen.includes(event)}
                onCheckedChange={(isChosen) => choose(event, isChosen)}
                label={<EventName event={event} />}
              />
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

/** Breaks, where it has to, between its words. */
function EventName({ event }: { event: WebhookEventType }) {
  return (
    <code className="text-sm">
      {event.split(/(?<=[._])/).map((word) => (
        <Fragment key={word}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
