import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { QueueScreen } from "#components/approvals/queue-screen.tsx";
import { listQueueEntries } from "#server/approvals/list-queue-entries.ts";
import { showQueueItem } from "#server/approvals/show-queue-item.ts";

export const metadata: Metadata = { title: "Approval" };

/** One request in the queue; it has no loading state above it, so that what is not there answers 404. */
export default async function ApprovalPage({ params }: PageProps<"/approvals/[id]">) {
  const { id } = await params;
  const { ctx, actor } = await openPage(`/approvals/${encodeURIComponent(id)}`);
  const item = await orNotFound(showQueueItem(ctx, actor, id));
  return <QueueScreen first={await listQueueEntries(ctx, actor, {})} item={item} />;
}
