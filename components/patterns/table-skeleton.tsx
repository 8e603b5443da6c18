import { Skeleton } from "#components/ui/skeleton.tsx";

const rows = ["a", "b", "c", "d", "e", "f"];

/** A list while it loads: rows of the height they will have. */
export function TableSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="panel overflow-hidden">
      <div className="h-8" />
      {rows.map((row) => (
        <div key={row} className="flex h-11 items-center gap-6 border-t border-line px-4">
          <Skeleton className="w-40" />
          <Skeleton className="w-24 max-sm:hidden" />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  );
}
