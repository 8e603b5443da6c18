import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { shortenDigest } from "#components/patterns/shorten-digest.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";

/** What was asked for, whole: what a vote is bound to. */
export function ItemFacts({ entry, request, parameterTitles }: QueueItem) {
  const parameters = Object.entries(request.parameters).map(([name, value]) => ({
    term: parameterTitles[name] ?? name,
    value: typeof value === "string" ? value : JSON.stringify(value),
  }));
  return (
    <Panel title="What is asked for">
      <DefinitionList
        items={[
          { term: "Template", value: entry.template.title },
          { term: "Team", value: <TeamName id={request.team} /> },
          { term: "Environment", value: <EnvironmentName id={request.environment} /> },
          { term: "Data", value: request.classification },
          ...parameters,
          { term: "Lifetime", value: formatHours(request.lifetimeHours) },
          request.onBehalfOf !== null && { term: "Asked by", value: <PersonName person={request.requester} /> },
          {
            term: "Digest",
            value: <Copyable text={request.digest} shown={shortenDigest(request.digest)} label="Copy the digest" />,
          },
        ]}
      />
    </Panel>
  );
}
