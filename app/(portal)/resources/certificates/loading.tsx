import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The inventory while it loads. */
export default function Loading() {
  return <ListSkeleton title="Certificates" />;
}
