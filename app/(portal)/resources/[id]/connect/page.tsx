import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { ConnectionFacts } from "#components/resources/connection-facts.tsx";
import { ConnectionUses } from "#components/resources/connection-uses.tsx";
import { GrantsPanel } from "#components/resources/grants-panel.tsx";
import { NoConnection } from "#components/resources/no-connection.tsx";
import { ResourceTabs } from "#components/resources/resource-tabs.tsx";
import { SecretCallout } from "#components/resources/secret-callout.tsx";
import { showResource } from "#server/resources/show-resource.ts";

export const metadata: Metadata = { title: "Connect" };

/** How one resource is reached and used, without its secret; what is not there answers 404. */
export default async function ConnectPage({ params }: PageProps<"/resources/[id]/connect">) {
  const { id } = await params;
  const { ctx, actor } = await openPage(`/resources/${encodeURIComponent(id)}/connect`);
  const resource = await orNotFound(showResource(ctx, actor, id));
  const { connection } = resource;
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/resources" label="Resources" current={resource.name} />}
        title={resource.name}
        badge={<StateBadge of="resource" state={resource.state} blockedReason={resource.blockedReason} />}
        lead={
          <>
            {ctx.catalog.templates.get(resource.template.id)?.title ?? resource.template.id} of{" "}
            <TeamName id={resource.team} /> in <EnvironmentName id={resource.environment} />
          </>
        }
      />
      <ResourceTabs id={resource.id} current="connect" />
      {connection === null ? (
        <NoConnection state={resource.state} />
      ) : (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
          <div className="flex min-w-0 flex-col gap-5">
            <SecretCallout fields={connection.fields} grant={resource.grants.at(-1)} />
            <ConnectionFacts connection={connection} />
            <ConnectionUses connection={connection} />
          </div>
          <GrantsPanel grants={resource.grants} viewerSubject={actor.subject} />
        </div>
      )}
    </>
  );
}
