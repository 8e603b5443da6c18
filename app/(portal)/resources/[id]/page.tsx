import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { CredentialCallout } from "#components/resources/credential-callout.tsx";
import { GrantsPanel } from "#components/resources/grants-panel.tsx";
import { RefreshWhile } from "#components/resources/refresh-while.tsx";
import { ReissueAction } from "#components/resources/reissue-action.tsx";
import { ReleaseAction } from "#components/resources/release-action.tsx";
import { ResourceFacts, ResourceHolding } from "#components/resources/resource-facts.tsx";
import { ResourceTabs } from "#components/resources/resource-tabs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ResourceDetailView, ResourceView } from "#domain/contracts/resource.ts";
import { canRelease } from "#domain/resources/can.ts";
import { canRestore, canRotate } from "#domain/resources/can-reissue.ts";
import { showResource } from "#server/resources/show-resource.ts";

export const metadata: Metadata = { title: "Resource" };

/** One resource; it has no loading state above it, so that what is not there answers 404. */
export default async function ResourcePage({ params }: PageProps<"/resources/[id]">) {
  const { id } = await params;
  const { ctx, actor } = await openPage(`/resources/${encodeURIComponent(id)}`);
  const resource = await orNotFound(showResource(ctx, actor, id));
  const release = canRelease(actor, resource);
  const reissue = resource.state === "frozen" ? "restore" : "rotate";
  const again = reissue === "restore" ? canRestore(actor, resource) : canRotate(actor, resource);
  const makeAgain = (
    <ReissueAction resource={resource} reissue={reissue} disabledReason={again.allowed ? null : again.reason} />
  );
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
        actions={
          <>
            {makeAgain}
            <ReleaseAction resource={resource} disabledReason={release.allowed ? null : release.reason} />
          </>
        }
      />
      <ResourceTabs id={resource.id} current="overview" />
      <RefreshWhile busy={isChanging(resource)} />
      {resource.blockedReason && (
        <div className="mb-5">
          <Callout tone="bad" icon={TriangleAlert} role="alert" title="Blocked">
            {resource.blockedReason.replaceAll("_", " ")}. The platform team has been told.
          </Callout>
        </div>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <CredentialCallout resource={resource} rotation={dueRotation(resource, makeAgain)} />
          <GrantsPanel grants={resource.grants} viewerSubject={actor.subject} />
          <ResourceFacts resource={resource} />
        </div>
        <ResourceHolding resource={resource} />
      </div>
    </>
  );
}

function dueRotation({ rotationDueAt }: ResourceDetailView, action: ReactNode) {
  if (rotationDueAt === null || Date.parse(rotationDueAt) > Date.now()) return null;
  return { dueAt: rotationDueAt, action };
}

/** What the worker has its hands on changes by itself in seconds. */
function isChanging({ state, reissue, grants }: ResourceView): boolean {
  if (reissue !== null || state === "creating" || state === "destroying") return true;
  return state === "frozen" && grants.some(({ endedAt }) => endedAt === null);
}
