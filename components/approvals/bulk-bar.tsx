"use client";

import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { QueueEntry } from "#domain/contracts/queue.ts";

interface BulkBarProps {
  selected: readonly QueueEntry[];
  busy: boolean;
  onApprove: () => void;
  onClear: () => void;
}

/** What is selected, and the one thing that is done to all of it; it stays in sight while the list scrolls. */
export function BulkBar({ selected, busy, onApprove, onClear }: BulkBarProps) {
  if (selected.length === 0) return null;
  return (
    <section
      aria-label="Selected requests"
      className="sticky bottom-16 z-20 flex flex-wrap items-center gap-2 rounded-b-lg border-t border-line bg-raised p-3 shadow-lg md:bottom-0"
    >
      <p className="min-w-0 flex-[1_1_9rem] text-md">
        <span className="font-medium">{selected.length} selected</span>
        <span className="line-clamp-2 text-sm text-ink-3 [overflow-wrap:anywhere]">
          {selected.map(({ name }) => name).join(", ")}
        </span>
      </p>
      <Button variant="primary" busy={busy} onClick={onApprove}>
        Approve {selected.length}
        <span aria-hidden className="max-md:hidden">
          <Kbd>a</Kbd>
        </span>
      </Button>
      <Button variant="quiet" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}
