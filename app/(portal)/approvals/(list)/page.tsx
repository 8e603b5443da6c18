import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { QueueScreen } from "#components/approvals/queue-screen.tsx";
import { listQueueEntries } from "#server/approvals/list-queue-entries.ts";
import { showQueueItem } from "#server/approvals/show-queue-item.ts";

export const metadata: Metadata = { title: "Approvals" };

/** What waits for the person who looks, with the first of it open where there is room beside the list. */
export default async function ApprovalsPage() {
  const { ctx, actor } = await openPage("/approvals");
  const queue = await listQueueEntries(ctx, actor, {});
  const [first] = queue.items;
  // Decided or withdrawn a moment ago, it is still shown with what became of it.
  const item = first ? await showQueueItem(ctx, actor, first.id) : null;
  return <QueueScreen first={queue} item={item} />;
}
