"use client";

import { ArrowUp } from "lucide-react";
import { BulkBar } from "#components/approvals/bulk-bar.tsx";
import { QueueRow } from "#components/approvals/queue-row.tsx";
import type { useQueueScreen } from "#components/approvals/use-queue-screen.ts";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";

/** What waits, with what came meanwhile above it and what is selected below. */
export function QueueList({ screen }: { screen: ReturnType<typeof useQueueScreen> }) {
  const { queue, selection, outcomes, currentId } = screen;
  return (
    <div className="panel overflow-clip">
      {queue.fresh > 0 && (
        <div role="status" className="border-b border-line bg-busy-tint p-2">
          <Button size="sm" variant="quiet" className="w-full" onClick={queue.showFresh}>
            <ArrowUp aria-hidden />
            {queue.fresh} new: show {queue.fresh === 1 ? "it" : "them"}
          </Button>
        </div>
      )}
      {queue.error !== null && (
        <div className="border-b border-line p-2">
          <ProblemCallout error={queue.error} />
        </div>
      )}
      <ul aria-label="Waiting for you" className="divide-y divide-line">
        {queue.entries.map((entry) => (
          <QueueRow
            key={entry.id}
            entry={entry}
            isActive={entry.id === currentId}
            outcome={outcomes.get(entry.id)}
            selection={{
              isSelected: selection.isSelected(entry.id),
              disabledReason: selection.reasonAgainst(entry),
              toggle: () => void selection.toggle(entry),
            }}
            onOpen={() => screen.open(entry.id)}
          />
        ))}
      </ul>
      {queue.hasMore && (
        <div className="border-t border-line p-2">
          <Button
            size="sm"
            variant="quiet"
            className="w-full"
            busy={queue.isLoadingMore}
            onClick={() => void queue.showMore()}
          >
            Show more
          </Button>
        </div>
      )}
      <BulkBar
        selected={selection.selected}
        busy={screen.busy}
        onApprove={() => void screen.approveSelected()}
        onClear={selection.clear}
      />
    </div>
  );
}
