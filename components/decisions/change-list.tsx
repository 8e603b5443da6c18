import { RuleNames } from "#components/decisions/rule-names.tsx";
import type { Change } from "#components/decisions/limit-changes.ts";

interface ChangeListProps {
  title: string;
  changes: readonly Change[];
}

/** What is not as it was: from, to, and the rule that makes it so. Nothing where nothing changed. */
export function ChangeList({ title, changes }: ChangeListProps) {
  if (changes.length === 0) return null;
  return (
    <section aria-label={title} className="rounded-md border border-busy-line bg-busy-tint">
      <h2 className="border-b border-busy-line px-3 py-1.5 text-sm font-medium text-busy-ink">{title}</h2>
      <ul className="divide-y divide-busy-line">
        {changes.map(({ id, term, from, to, rules }) => (
          <li
            key={id}
            className="grid gap-x-3 px-3 py-1.5 text-md sm:grid-cols-[8rem_minmax(0,1fr)] [overflow-wrap:anywhere]"
          >
            <span className="text-ink-2">{term}</span>
            <span className="min-w-0">
              <del className="text-ink-3 decoration-ink-3">{from}</del> <span aria-hidden>→</span>{" "}
              <ins className="font-medium no-underline">{to}</ins>
              <RuleNames rules={rules} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
