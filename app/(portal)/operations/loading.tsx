import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** What stands here while the operations are read. */
export default function Loading() {
  return <ListSkeleton title="Operations" />;
}
