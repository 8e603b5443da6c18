import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { shortenId } from "#components/patterns/shorten-id.ts";
import type { WebhookView } from "#domain/contracts/webhook.ts";

/** Where a webhook goes, what it is told, and who made it. */
export function WebhookFacts({ webhook }: { readonly webhook: WebhookView }) {
  const { id, team, url, events, failingSince, createdAt, createdBy } = webhook;
  return (
    <Panel title="What it is">
      <DefinitionList
        items={[
          { term: "Goes to", value: <Copyable text={url} label="Copy the URL" /> },
          { term: "Tells of", value: team === null ? "Every team" : <TeamName id={team} /> },
          failingSince !== null && { term: "Failing since", value: <RelativeTime at={failingSince} /> },
          { term: "Created", value: <RelativeTime at={createdAt} /> },
          { term: "Created by", value: <PersonName person={createdBy} /> },
          { term: "Webhook id", value: <Copyable text={id} shown={shortenId(id)} label="Copy the webhook id" /> },
        ]}
      />
      <div className="border-t border-line px-4 py-3">
        <h3 className="text-sm font-medium text-ink-2">Events</h3>
        <ul className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-sm">
          {events.map((event) => (
            <li key={event}>
              <code>{event}</code>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
