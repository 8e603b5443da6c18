import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The log of deliveries while it loads. */
export default function Loading() {
  return <ListSkeleton title="Deliveries" />;
}
