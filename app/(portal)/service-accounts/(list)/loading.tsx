import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The list of service accounts while it loads. */
export default function Loading() {
  return <ListSkeleton title="Service accounts" />;
}
