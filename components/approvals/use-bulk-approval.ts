"use client";

import { useState } from "react";
import type { Result } from "#components/approvals/bulk-results.tsx";
import type { useQueueMoves } from "#components/approvals/use-queue-moves.ts";
import type { useQueueView } from "#components/approvals/use-queue-view.ts";

interface QueueParts {
  readonly view: ReturnType<typeof useQueueView>;
  readonly moves: ReturnType<typeof useQueueMoves>;
}

/** Approves everything that is selected, one after the other, and keeps how each of it went. */
export function useBulkApproval({ view, moves }: QueueParts) {
  const [results, setResults] = useState<readonly Result[]>([]);
  const [busy, setBusy] = useState(false);

  async function approveSelected() {
    if (busy) return;
    setBusy(true);
    setResults([]);
    const found: Result[] = [];
    // Each by its own digest: what has changed, or was decided meanwhile, is left out by the server.
    for (const entry of view.selection.selected) {
      const { id, digest } = entry;
      found.push({ entry, outcome: await view.decide({ id, digest, verdict: "approve", comment: "" }) });
    }
    view.selection.clear();
    setResults(found);
    setBusy(false);
    view.queue.refetch();
    moves.goTo(view.waiting.find(({ id }) => !found.some((result) => result.entry.id === id))?.id ?? null);
  }

  return { results, busy, approveSelected, dismissResults: () => setResults([]) };
}
