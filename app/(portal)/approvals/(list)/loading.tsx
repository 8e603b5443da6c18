import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The queue while it loads. */
export default function Loading() {
  return <ListSkeleton title="Approvals" />;
}
