import { CircleAlert, Hand, TriangleAlert } from "lucide-react";
import { cn } from "#components/cn.ts";
import type { QueueEntry } from "#domain/contracts/queue.ts";

const looks = {
  error: { icon: CircleAlert, word: "Could not be judged", className: "text-bad-ink" },
  warn: { icon: TriangleAlert, word: "Warns", className: "text-wait-ink" },
  needs_approval: { icon: Hand, word: "Asks", className: "text-ink-3" },
} as const;

/** What the rules say to it, the gravest first: why a person is asked at all, and what they are warned of. */
export function ItemFindings({ findings }: Pick<QueueEntry, "findings">) {
  if (findings.length === 0) return null;
  return (
    <ul aria-label="What the rules say" className="panel divide-y divide-line">
      {findings.map(({ rule, result, message }, index) => {
        const { icon: Icon, word, className } = looks[result as keyof typeof looks] ?? looks.warn;
        return (
          <li key={`${rule}-${index}`} className="flex gap-2.5 px-4 py-2.5 text-md">
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", className)} />
            <p className="min-w-0 [overflow-wrap:anywhere]">
              <span className="sr-only">{word}: </span>
              {message}
              <code className="block text-sm text-ink-3">{rule}</code>
            </p>
          </li>
        );
      })}
    </ul>
  );
}
