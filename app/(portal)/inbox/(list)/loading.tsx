import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The inbox while it loads. */
export default function Loading() {
  return <ListSkeleton title="Inbox" />;
}
