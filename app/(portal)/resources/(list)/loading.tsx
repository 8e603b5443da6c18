import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The list of resources while it loads. */
export default function Loading() {
  return <ListSkeleton title="Resources" />;
}
