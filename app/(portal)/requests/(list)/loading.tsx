import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The list of requests while it loads. */
export default function Loading() {
  return <ListSkeleton title="Requests" />;
}
