"use client";

import type { MouseEvent } from "react";
import { DueTime } from "#components/approvals/due-time.tsx";
import { spellOutcome, type Outcome } from "#components/approvals/outcome.ts";
import { RiskBadge } from "#components/approvals/risk-badge.tsx";
import { SelectBox } from "#components/approvals/select-box.tsx";
import { queueHref } from "#components/approvals/use-queue-place.ts";
import { cn } from "#components/cn.ts";
import { askedOf } from "#components/patterns/asked-of.ts";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { QueueEntry } from "#domain/contracts/queue.ts";

interface QueueRowProps {
  entry: QueueEntry;
  isActive: boolean;
  outcome: Outcome | undefined;
  selection: { readonly isSelected: boolean; readonly disabledReason: string | null; readonly toggle: () => void };
  onOpen: () => void;
}

/** One line of the queue: what, who, where, how risky and how urgent; or what became of it. */
export function QueueRow({ entry, isActive, outcome, selection, onOpen }: QueueRowProps) {
  const over = outcome?.state === "done" || outcome?.state === "taken";
  return (
    <li
      data-queue-row={entry.id}
      className={cn(
        "relative flex gap-3 px-4 py-3 transition-colors hover:bg-hover",
        isActive &&
          "bg-pressed before:absolute before:inset-y-0 before:left-0 before:w-0.75 before:bg-accent hover:bg-pressed",
      )}
    >
      <SelectBox
        name={entry.name}
        checked={selection.isSelected}
        onCheckedChange={selection.toggle}
        disabledReason={selection.disabledReason}
      />
      <div className={cn("min-w-0 flex-1", over && "text-ink-3")}>
        <div className="flex items-start justify-between gap-2">
          <h2 className="min-w-0 text-md [overflow-wrap:anywhere]">
            <Link
              href={queueHref(entry.id)}
              data-row-link
              aria-current={isActive ? "true" : undefined}
              onClick={(event) => {
                if (isPlainClick(event)) {
                  event.preventDefault();
                  onOpen();
                }
              }}
              className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
            >
              {askedOf(entry)}
            </Link>
          </h2>
          {!over && <RiskBadge risk={entry.risk} />}
        </div>
        <p className="mt-0.5 line-clamp-2 text-sm text-ink-2 [overflow-wrap:anywhere]">{entry.purpose}</p>
        <p className="mt-1 flex justify-between gap-3 text-sm text-ink-3">
          <span className="min-w-0 truncate">
            <PersonName person={entry.onBehalfOf ?? entry.requester} /> for <TeamName id={entry.team} />
          </span>
          <RelativeTime at={entry.askedAt} />
        </p>
        <p className="flex justify-between gap-3 text-sm text-ink-3">
          <span className="min-w-0 truncate">
            <EnvironmentName id={entry.environment} /> · {entry.classification}
          </span>
          {outcome === undefined && entry.dueAt && <DueTime at={entry.dueAt} escalated={entry.escalated} />}
        </p>
        {outcome && (
          <p className={cn("mt-0.5 text-sm font-medium", outcome.state === "failed" && "text-bad-ink")}>
            {spellOutcome(outcome)}
          </p>
        )}
      </div>
    </li>
  );
}

/** A click that asks for a new tab or window is the browser's. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}
