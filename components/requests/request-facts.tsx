import { Link } from "#components/ui/link.tsx";
import { Copyable } from "#components/patterns/copyable.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { shortenDigest } from "#components/patterns/shorten-digest.ts";
import { shortenId } from "#components/patterns/shorten-id.ts";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { WorkloadName } from "#components/patterns/workload-name.tsx";
import type { FiledTemplate } from "#components/requests/request-context.ts";
import type { RequestView } from "#domain/contracts/request.ts";

/** What was asked for, in the words of the template version it was filed under. */
export function RequestFacts({ request, template }: { request: RequestView; template: FiledTemplate }) {
  const parameters = Object.entries(request.parameters).map(([name, value]) => ({
    term: template.properties[name]?.title ?? name,
    value: showParameter(value),
  }));
  return (
    <Panel title="What was asked for">
      <DefinitionList
        items={[
          { term: "Template", value: template.title },
          { term: "Team", value: <TeamName id={request.team} /> },
          { term: "Environment", value: <EnvironmentName id={request.environment} /> },
          { term: "Data", value: request.classification },
          ...parameters,
          { term: "Lifetime", value: formatHours(request.lifetimeHours) },
          {
            term: request.onBehalfOf === null ? "Requester" : "Asked by",
            value: <PersonName person={request.requester} />,
          },
          request.onBehalfOf !== null && { term: "For", value: <PersonName person={request.onBehalfOf} /> },
          request.workload !== null && { term: "Workload", value: <WorkloadName workload={request.workload} /> },
          { term: "Filed", value: <RelativeTime at={request.createdAt} /> },
          request.resource !== null && {
            term: "Resource",
            value: (
              <span className="inline-flex flex-wrap items-center gap-2">
                <Link href={`/resources/${request.resource.id}`} className="link">
                  {request.name}
                </Link>
                <StateBadge of="resource" state={request.resource.state} />
              </span>
            ),
          },
          {
            term: "Request id",
            value: <Copyable text={request.id} shown={shortenId(request.id)} label="Copy the request id" />,
          },
          {
            term: "Version",
            value: (
              <Copyable
                text={request.template.version}
                shown={shortenDigest(request.template.version)}
                label="Copy the template version"
              />
            ),
          },
          {
            term: "Digest",
            value: <Copyable text={request.digest} shown={shortenDigest(request.digest)} label="Copy the digest" />,
          },
        ]}
      />
    </Panel>
  );
}

function showParameter(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return JSON.stringify(value);
}
