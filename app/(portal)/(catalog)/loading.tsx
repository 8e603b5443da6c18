import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The catalog while it loads. */
export default function Loading() {
  return <ListSkeleton title="Catalog" />;
}
