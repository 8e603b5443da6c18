"use client";

import { useState } from "react";
import type { QueueEntry } from "#domain/contracts/queue.ts";

const lookFirst =
  "This one wants a look of its own: only what is of low risk, and nothing warns of, is approved together.";
const unlike = "Only equal requests are approved together: same template version, environment and data.";

/** Which requests are chosen to be approved together: all of one kind, all of them waiting. */
export function useSelection(waiting: readonly QueueEntry[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const selected = waiting.filter(({ id }) => ids.has(id));
  const kind = selected[0]?.kind ?? null;
  const reasonAgainst = (entry: QueueEntry): string | null => {
    if (entry.kind === null) return lookFirst;
    return kind === null || kind === entry.kind ? null : unlike;
  };
  return {
    selected,
    isSelected: (id: string) => selected.some((entry) => entry.id === id),
    reasonAgainst,
    /** Gives why it cannot be, where it cannot. */
    toggle(entry: QueueEntry): string | null {
      const reason = reasonAgainst(entry);
      if (reason !== null) return reason;
      setIds(new Set(ids.has(entry.id) ? [...ids].filter((id) => id !== entry.id) : [...ids, entry.id]));
      return null;
    },
    clear: () => setIds(new Set()),
  };
}
