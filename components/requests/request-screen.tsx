"use client";

import { DecisionPanel } from "#components/decisions/decision-panel.tsx";
import { askedOf } from "#components/patterns/asked-of.ts";
import { AboutPanel } from "#components/requests/about-panel.tsx";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { ApprovalPanel } from "#components/requests/approval-panel.tsx";
import { NowCallout } from "#components/requests/now-callout.tsx";
import { OfferCallout } from "#components/requests/offer-callout.tsx";
import { refileHref } from "#components/requests/refile-href.ts";
import type { RequestPageData } from "#components/requests/request-context.ts";
import { RequestFacts } from "#components/requests/request-facts.tsx";
import { RequestTimeline } from "#components/requests/request-timeline.tsx";
import { StricterCallout } from "#components/requests/stricter-callout.tsx";
import { useLiveRequest } from "#components/requests/use-live-request.ts";
import { WithdrawAction } from "#components/requests/withdraw-action.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { Permission } from "#domain/access/permission.ts";

const moment = "This has just changed: one moment.";

/** The page of one request: how it stands, why, what happened, what can be done; alive while anything can happen. */
export function RequestScreen(page: RequestPageData) {
  const { request, events, live, settled } = useLiveRequest(page);
  const { template, viewer } = page;
  const own = viewer.id === request.requester.id || viewer.id === request.onBehalfOf?.id;
  const again = own && template.offered && request.about === null ? refileHref(request) : null;
  const decide = request.state === "pending_approval" ? page.canDecide : null;
  const timeline = <RequestTimeline events={events} live={live} />;
  const decisionFirst = request.state === "denied" || request.state === "pending_approval";
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/requests" label="Requests" current={askedOf(request)} />}
        title={askedOf(request)}
        badge={<StateBadge of="request" state={request.state} blockedReason={request.blockedReason} />}
        lead={<Lead request={request} />}
        actions={
          <>
            {again && request.state === "fulfilled" && <ButtonLink href={again}>Request again</ButtonLink>}
            {again && request.state === "fulfilled" && page.promotion && (
              <ButtonLink href={refileHref(request, [{ path: "/environment", value: page.promotion.id }])}>
                Ask for the same in {page.promotion.title}
              </ButtonLink>
            )}
            {isOpen(request.state) && (
              <WithdrawAction request={request} disabledReason={reasonOf(page.canWithdraw, settled)} />
            )}
          </>
        }
      />
      <NowCallout
        request={request}
        settled={settled}
        viewerSubject={viewer.subject}
        refileHref={again}
        progress={events.at(-1)?.message ?? null}
      />
      <div className="mt-3 flex flex-col gap-3 empty:hidden">
        {request.counterOffer && (
          <OfferCallout
            request={request}
            offer={request.counterOffer}
            own={own}
            disabledReason={page.canAccept === null ? moment : reasonOf(page.canAccept, settled)}
          />
        )}
        {request.becameStricter && decisionFirst && (
          <StricterCallout stricter={request.becameStricter} viewerId={viewer.id} />
        )}
      </div>
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="flex min-w-0 flex-col gap-5">
          <AboutPanel request={request} />
          <ApprovalPanel
            request={request}
            permission={decide && (settled ? decide : { allowed: false, reason: moment })}
            narrowPlace={page.narrowPlace}
          />
          {!decisionFirst && timeline}
          <DecisionSection page={page} own={own} />
          {decisionFirst && timeline}
        </div>
        <RequestFacts request={request} template={template} />
      </div>
    </>
  );
}

/** Why it is needed, after who asked for whom where that is not one and the same. */
function Lead({ request: { requester, onBehalfOf, purpose } }: Pick<RequestPageData, "request">) {
  if (onBehalfOf === null) return purpose;
  return (
    <>
      Asked by <PersonName person={requester} /> for <PersonName person={onBehalfOf} />: {purpose}
    </>
  );
}

function DecisionSection({ page: { request, template }, own }: { page: RequestPageData; own: boolean }) {
  const offersRemedies = own && request.about === null && request.state === "denied" && template.offered;
  return (
    <Panel title="Decision">
      <DecisionPanel
        decision={request.decision}
        tense="record"
        remedies={offersRemedies ? { kind: "link", href: (changes) => refileHref(request, changes) } : undefined}
      />
    </Panel>
  );
}

function isOpen(state: RequestPageData["request"]["state"]): boolean {
  return state === "pending_approval" || state === "approved" || state === "provisioning";
}

function reasonOf(permission: Permission, settled: boolean): string | null {
  if (!settled) return moment;
  return permission.allowed ? null : permission.reason;
}
