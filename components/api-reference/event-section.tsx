import { FieldList } from "#components/api-reference/field-list.tsx";
import { Prose } from "#components/api-reference/prose.tsx";
import { schemaHref } from "#components/api-reference/reference-href.ts";
import type { EventsView } from "#components/api-reference/reference.ts";
import { PageHeader } from "#components/patterns/page-header.tsx";

/** What webhooks are told: each kind of event, and how it is sent. */
export function EventSection({ events: { kinds, headers, answers } }: { events: EventsView }) {
  return (
    <>
      <PageHeader
        title="Webhook events"
        lead="Sent as the Standard Webhooks specification has it: signed, at least once, in no order."
      />
      <div className="grid gap-4">
        <section aria-labelledby="kinds-title" className="panel min-w-0 px-4 py-3">
          <h2 id="kinds-title" className="text-lg">
            Kinds
          </h2>
          <ul className="mt-1 divide-y divide-line">
            {kinds.map(({ type, meaning }) => (
              <li key={type} className="grid gap-x-4 py-2 sm:grid-cols-[16rem_minmax(0,1fr)]">
                <code className="font-mono text-md">{type}</code>
                <span className="text-md text-ink-2">{meaning}</span>
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="message-title" className="panel min-w-0 px-4 py-3">
          <h2 id="message-title" className="text-lg">
            One message
          </h2>
          <p className="mt-1 text-md text-ink-2">
            A POST of JSON:{" "}
            <a href={schemaHref("WebhookPayload")} className="link">
              WebhookPayload
            </a>
            .
          </p>
          <FieldList fields={headers} />
        </section>
        <section aria-labelledby="answer-title" className="panel min-w-0 px-4 py-3">
          <h2 id="answer-title" className="text-lg">
            What your endpoint answers
          </h2>
          <ul className="mt-1 divide-y divide-line">
            {answers.map(({ status, description }) => (
              <li key={status} className="flex flex-wrap items-baseline gap-x-2 py-2 text-md">
                <span className="font-mono">{status === "default" ? "else" : status}</span>
                <span className="min-w-0 text-ink-2">
                  <Prose text={description} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  );
}
