"use client";

import { ArrowLeft, CircleCheck } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { ProblemError } from "#components/api/problem-error.ts";
import { DueTime } from "#components/approvals/due-time.tsx";
import { ItemChanges } from "#components/approvals/item-changes.tsx";
import { ItemFacts } from "#components/approvals/item-facts.tsx";
import { ItemFindings } from "#components/approvals/item-findings.tsx";
import { ItemPlan } from "#components/approvals/item-plan.tsx";
import { ItemStages } from "#components/approvals/item-stages.tsx";
import { RiskBadge } from "#components/approvals/risk-badge.tsx";
import { AboutPanel } from "#components/requests/about-panel.tsx";
import { askedOf } from "#components/patterns/asked-of.ts";
import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { QueueEntry, QueueItem } from "#domain/contracts/queue.ts";

interface QueueDetailProps {
  /** What the list knows of it, shown until the rest is there. */
  entry: QueueEntry;
  item: QueueItem | undefined;
  error: unknown;
  /** Why nothing is to be decided any more; null: it waits. */
  over: ReactNode;
  heading: RefObject<HTMLHeadingElement | null>;
  onBack: () => void;
  onNext: (() => void) | null;
  children: ReactNode;
}

/** Everything somebody should know before they decide, findings first; `children` is where they do. */
export function QueueDetail({ entry, item, error, over, heading, onBack, onNext, children }: QueueDetailProps) {
  return (
    <article aria-labelledby="queue-item" className="flex min-w-0 flex-col gap-4">
      <div className="lg:hidden">
        <Button size="sm" variant="quiet" onClick={onBack}>
          <ArrowLeft aria-hidden />
          All approvals
        </Button>
      </div>
      <Head entry={entry} heading={heading} />
      {over && (
        <Callout
          tone="idle"
          icon={CircleCheck}
          role="status"
          title={over}
          action={onNext && <Button onClick={onNext}>Next request</Button>}
        />
      )}
      <ItemFindings findings={entry.findings} />
      {error !== null && item === undefined && <Failure error={error} />}
      {item === undefined && error === null && <Waiting />}
      {item && (
        <>
          {item.request.about === null ? (
            <>
              <ItemPlan {...item} />
              <ItemChanges {...item} />
            </>
          ) : (
            <AboutPanel request={item.request} />
          )}
          <ItemStages {...item} />
          <ItemFacts {...item} />
        </>
      )}
      {children}
    </article>
  );
}

function Head({ entry, heading }: Pick<QueueDetailProps, "entry" | "heading">) {
  return (
    <header>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2
          id="queue-item"
          ref={heading}
          tabIndex={-1}
          className="min-w-0 scroll-mt-20 text-xl [overflow-wrap:anywhere]"
        >
          {askedOf(entry)}
        </h2>
        <KeyProfile digest={entry.digest} />
        <span className="flex flex-wrap gap-1.5">
          <RiskBadge risk={entry.risk} />
          <Badge>
            <EnvironmentName id={entry.environment} />
          </Badge>
          <Badge>{entry.classification}</Badge>
        </span>
      </div>
      <p className="mt-1.5 max-w-prose text-lg whitespace-pre-wrap [overflow-wrap:anywhere]">{entry.purpose}</p>
      <p className="mt-1.5 text-md text-ink-2">
        <PersonName person={entry.onBehalfOf ?? entry.requester} /> for <TeamName id={entry.team} />
        {entry.onBehalfOf !== null && (
          <>
            , asked by <PersonName person={entry.requester} />
          </>
        )}
        , <RelativeTime at={entry.askedAt} />
        {entry.dueAt && (
          <>
            {" "}
            · <DueTime at={entry.dueAt} escalated={entry.escalated} />
          </>
        )}
      </p>
      <p className="mt-0.5 text-sm text-ink-3">{riskSentence(entry.risk)}</p>
    </header>
  );
}

function riskSentence({ level, reasons }: QueueEntry["risk"]): string {
  const word = level.charAt(0).toUpperCase() + level.slice(1);
  return `${word} risk: ${reasons.join(", ")}.`;
}

function Failure({ error }: { error: unknown }) {
  if (error instanceof ProblemError && error.problem.code === "not_found") {
    return (
      <EmptyState title="There is nothing here for you">
        There is no such request, or it is not yours to see.
      </EmptyState>
    );
  }
  return <ProblemCallout error={error} />;
}

function Waiting() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">Loading the request</span>
      <Skeleton className="h-32" />
      <Skeleton className="h-24" />
      <Skeleton className="h-48" />
    </div>
  );
}
