import { ListSkeleton } from "#components/patterns/list-skeleton.tsx";

/** The list of webhooks while it loads. */
export default function Loading() {
  return <ListSkeleton title="Webhooks" />;
}
