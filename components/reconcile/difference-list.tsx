import type { ReactNode } from "react";
import { spellValue } from "#components/reconcile/spell-value.ts";

interface Shown {
  readonly what: string;
  readonly expected?: unknown;
  readonly found?: unknown;
}

interface DifferenceListProps<D extends Shown> {
  differences: readonly D[];
  /** What else is said of each. */
  more?: (difference: D) => ReactNode;
}

/** Each difference with what was granted before what is there. */
export function DifferenceList<D extends Shown>({ differences, more }: DifferenceListProps<D>) {
  return (
    <ul className="divide-y divide-line">
      {differences.map((difference) => (
        <li key={difference.what} className="px-4 py-3 text-md">
          <div className="flex flex-wrap justify-between gap-x-4">
            <span className="font-semibold">{difference.what}</span>
            {more && <span className="text-sm text-ink-3">{more(difference)}</span>}
          </div>
          <dl className="mt-1 grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 gap-y-0.5 [overflow-wrap:anywhere]">
            <dt className="text-ink-3">Granted</dt>
            <dd>{spellValue(difference.expected)}</dd>
            <dt className="text-ink-3">Found</dt>
            <dd className="font-semibold text-wait-ink">{spellValue(difference.found)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
