import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The list of trust rules while it loads. */
export default function Loading() {
  return <ListSkeleton title="Trust rules" />;
}
