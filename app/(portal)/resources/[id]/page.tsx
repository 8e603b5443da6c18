import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { BreakGlassAction } from "#components/break-glass/break-glass-action.tsx";
import { EmergencyCallout } from "#components/break-glass/emergency-callout.tsx";
import { LeasesPanel } from "#components/leases/leases-panel.tsx";
import { EndCallout, ExtendOffer } from "#components/resources/end-callout.tsx";
import { LifeLine } from "#components/resources/life-line.tsx";
import { AdoptedPanel } from "#components/reconcile/adopted-panel.tsx";
import { DriftPanel } from "#components/reconcile/drift-panel.tsx";
import { IdleCallout } from "#components/reconcile/idle-callout.tsx";
import { UsagePanel } from "#components/reconcile/usage-panel.tsx";
import { ClosedCallout } from "#components/resources/closed-callout.tsx";
import { ChangedCallout } from "#components/resources/changed-callout.tsx";
import { DrainCallout } from "#components/resources/drain-callout.tsx";
import { CredentialCallout } from "#components/resources/credential-callout.tsx";
import { OwnerLeftCallout } from "#components/resources/owner-left-callout.tsx";
import { GrantsPanel } from "#components/resources/grants-panel.tsx";
import { RefreshWhile } from "#components/resources/refresh-while.tsx";
import { ReissueAction } from "#components/resources/reissue-action.tsx";
import { ReleaseAction } from "#components/resources/release-action.tsx";
import { ResourceFacts, ResourceHolding } from "#components/resources/resource-facts.tsx";
import { ResourceTabs } from "#components/resources/resource-tabs.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import type { ResourceDetailView, ResourceView } from "#domain/contracts/resource.ts";
import { blockedDetail } from "#domain/requests/blocked-detail.ts";
import { destroyNeedsApproval } from "#domain/guardrails/destroy-verdict.ts";
import { canRelease } from "#domain/resources/can.ts";
import type { Permission } from "#domain/access/permission.ts";
import { canEndDrain } from "#domain/resources/can-end-drain.ts";
import { canRestore, canRotate } from "#domain/resources/can-reissue.ts";
import { nextWarning } from "#domain/resources/next-warning.ts";
import { canAdopt, canRevert } from "#domain/reconcile/can-decide-drift.ts";
import { canTakeOver } from "#domain/resources/can-take-over.ts";
import { showGlass } from "#server/break-glass/show-glass.ts";
import { showLeases } from "#server/leases/show-leases.ts";
import { showExtension } from "#server/resources/show-extension.ts";
import { showResource } from "#server/resources/show-resource.ts";

export const metadata: Metadata = { title: "Resource" };

/** One resource; it has no loading state above it, so that what is not there answers 404. */
export default async function ResourcePage({ params, searchParams }: PageProps<"/resources/[id]">) {
  const { id } = await params;
  const search = await searchParams;
  const isWanted = search.extend === "ask";
  const { ctx, actor } = await openPage(`/resources/${encodeURIComponent(id)}`);
  const resource = await orNotFound(showResource(ctx, actor, id));
  const { open, offer } = await showGlass(ctx, actor, id);
  const leases = await showLeases(ctx, actor, id);
  const isNear = isWanted || isNearItsEnd(resource);
  const extension = await showExtension(ctx, actor, { resource, chosenHours: hoursOf(search.hours) });
  const takeOver = canTakeOver(actor, { ...resource, isUnowned: resource.ownerLeft !== null });
  const release = canRelease(actor, resource);
  const drifted = driftOf(resource);
  const [revert, adopt] = [canRevert(actor, drifted), canAdopt(actor, drifted)];
  const reissue = resource.state === "frozen" ? "restore" : "rotate";
  const drain = canEndDrain(actor, resource);
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
            {reissue === "rotate" && resource.accesses.includes("read-only") && (
              <ReissueAction
                resource={resource}
                reissue="rotate"
                access="read-only"
                disabledReason={reasonOf(canRotate(actor, { ...resource, access: "read-only" }))}
              />
            )}
            {offer && <BreakGlassAction resource={resource} offer={offer} />}
            <ReleaseAction
              resource={resource}
              asksFirst={destroyNeedsApproval(ctx.catalog, resource.environment)}
              disabledReason={release.allowed ? null : release.reason}
            />
          </>
        }
      />
      <ResourceTabs id={resource.id} current="overview" />
      <RefreshWhile
        busy={
          isChanging(resource) ||
          drifted.isReverting ||
          leases.open.some(({ state }) => state !== "active") ||
          open.some((emergency) => isMoving(emergency, resource))
        }
      />
      {resource.blockedReason && resource.blockedReason !== "destroy_needs_approval" && (
        <div className="mb-5">
          <Callout tone="bad" icon={TriangleAlert} role="alert" title="Blocked">
            {blockedDetail(resource.blockedReason)}
          </Callout>
        </div>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex min-w-0 flex-col gap-5">
          {open.map((emergency) => (
            <EmergencyCallout key={emergency.id} emergency={emergency} grant={waitingGrant(resource, actor.subject)} />
          ))}
          <ClosedCallout closed={resource.closedUnproven} />
          <OwnerLeftCallout resource={resource} disabledReason={takeOver.allowed ? null : takeOver.reason} />
          <EndCallout resource={resource} offer={extension} isNear={isNear} />
          <ChangedCallout
            resource={resource}
            action={
              <ReissueAction
                resource={resource}
                reissue="rotate"
                access={changedAccess(resource)}
                acknowledgesChange
                disabledReason={reasonOf(canRotate(actor, { ...resource, access: changedAccess(resource) }))}
              />
            }
          />
          <DrainCallout resource={resource} disabledReason={reasonOf(drain)} />
          <CredentialCallout resource={resource} rotation={dueRotation(resource, makeAgain)} />
          <LifeLine
            resource={resource}
            action={!isNear && extension && <ExtendOffer id={resource.id} offer={extension} />}
          />
          <IdleCallout resource={resource} />
          <DriftPanel
            resource={resource}
            revertDisabled={revert.allowed ? null : revert.reason}
            adoptDisabled={adopt.allowed ? null : adopt.reason}
          />
          <GrantsPanel grants={resource.grants} viewerSubject={actor.subject} />
          <LeasesPanel
            resourceId={resource.id}
            open={leases.open}
            pastCount={leases.pastCount}
            maxOpen={leases.limits?.maxOpen ?? null}
            mayLease={leases.mayLease}
          />
          <ResourceFacts resource={resource} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <ResourceHolding resource={resource} />
          <UsagePanel resource={resource} />
          <AdoptedPanel adopted={resource.inspection.adopted} />
        </div>
      </div>
    </>
  );
}

function dueRotation({ rotationDueAt, rotationAt, rotationOverdue }: ResourceDetailView, action: ReactNode) {
  return rotationOverdue ? { dueAt: rotationDueAt, nextAt: rotationAt, action } : null;
}

function reasonOf(permission: Permission): string | null {
  return permission.allowed ? null : permission.reason;
}

/** What the credential is good for whose secret somebody else changed. */
function changedAccess({ grants }: ResourceView) {
  return grants.find(({ changedElsewhereAt }) => changedElsewhereAt !== null)?.access ?? "owner";
}

function driftOf(resource: ResourceDetailView) {
  const { differences = [], reverting = null } = resource.inspection.drift ?? {};
  const seen = differences.map(({ revertible }) => (revertible ? {} : { beyondRepair: true as const }));
  return { ...resource, isReverting: reverting !== null, differences: seen };
}

/** Waits for a second person, for its login, or for the proof of its end. */
function isMoving({ state, until }: EmergencyView, { grants }: ResourceView): boolean {
  const hasLogin = grants.some(({ emergencyUntil, endedAt }) => emergencyUntil !== null && endedAt === null);
  return state === "waiting" || !hasLogin || (until !== null && Date.parse(until) <= Date.now());
}

/** What the viewer has to open of their own emergency access. */
function waitingGrant({ grants }: ResourceView, subject: string) {
  return (
    grants.find(
      ({ state, emergencyUntil, recipient }) =>
        emergencyUntil !== null && state === "pending" && recipient.subject === subject,
    ) ?? null
  );
}

/** What the worker has its hands on changes by itself in seconds. */
function isChanging({ state, reissue, grants }: ResourceView): boolean {
  if (grants.some(({ draining }) => draining?.watched && (draining.connections ?? 0) === 0)) return true;
  if (reissue !== null || state === "creating" || state === "destroying") return true;
  return state === "frozen" && grants.some(({ endedAt }) => endedAt === null);
}

/** As its owner is told: within a week, a day or an hour, and in the second half of its time. */
function isNearItsEnd({ state, readyAt, firstClaimAt, expiresAt }: ResourceView): boolean {
  if (state !== "active" || readyAt === null || expiresAt === null) return false;
  return nextWarning({ from: new Date(firstClaimAt ?? readyAt), until: new Date(expiresAt) }, new Date()) !== null;
}

/** A length that the API would take; anything else is none. */
function hoursOf(text: string | string[] | undefined): number | null {
  const hours = typeof text === "string" && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : null;
  return hours !== null && hours <= 87_600 ? hours : null;
}
