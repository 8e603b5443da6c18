import { PageHeader } from "#components/patterns/page-header.tsx";
import { TableSkeleton } from "#components/patterns/table-skeleton.tsx";

/** A list page while it loads: its title at once, its rows as they will stand. */
export function ListSkeleton({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <TableSkeleton label={`Loading ${title.toLowerCase()}`} />
    </>
  );
}
