"use client";

import { useBulkApproval } from "#components/approvals/use-bulk-approval.ts";
import { useMovingFocus } from "#components/approvals/use-moving-focus.ts";
import { useQueueKeys } from "#components/approvals/use-queue-keys.ts";
import { useQueueMoves } from "#components/approvals/use-queue-moves.ts";
import { useQueueVerdicts } from "#components/approvals/use-queue-verdicts.ts";
import { useQueueView } from "#components/approvals/use-queue-view.ts";
import type { Queue, QueueItem } from "#domain/contracts/queue.ts";

/** All that the approvals page shows and does, by hand and by key; its parts only draw it. */
export function useQueueScreen(props: { first: Queue; item: QueueItem | null }) {
  const view = useQueueView(props);
  const focus = useMovingFocus();
  const moves = useQueueMoves(view, focus);
  const verdicts = useQueueVerdicts({ view, focus, moves });
  const bulk = useBulkApproval({ view, moves });
  useQueueKeys({
    move: moves.move,
    open: () => moves.open(),
    approve: () => {
      if (view.selection.selected.length > 0) void bulk.approveSelected();
      else verdicts.say("approve");
    },
    reject: () => verdicts.say("reject"),
    offer: verdicts.offer,
    select: () => {
      if (view.entry !== null) verdicts.setSaid(view.selection.toggle(view.entry) ?? "");
    },
    cancel: () => {
      if (view.asked !== null) moves.cancel();
    },
  });
  return { ...view, ...moves, ...verdicts, ...bulk, focus };
}
