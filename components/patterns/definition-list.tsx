import type { ReactNode } from "react";

interface Definition {
  readonly term: string;
  readonly value: ReactNode;
}

/** Facts as term and value; long values wrap instead of pushing the page wide. */
export function DefinitionList({ items }: { items: readonly (Definition | null | false)[] }) {
  return (
    <dl className="divide-y divide-line text-md">
      {items.map(
        (item) =>
          item && (
            <div
              key={item.term}
              className="grid grid-cols-[7rem_minmax(0,1fr)] sm:grid-cols-[8.5rem_minmax(0,1fr)] gap-3 px-4 py-2"
            >
              <dt className="text-ink-3">{item.term}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{item.value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
