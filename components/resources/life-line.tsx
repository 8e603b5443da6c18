import type { ReactNode } from "react";
import { cn } from "#components/cn.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";

interface Point {
  readonly term: string;
  readonly at: string;
  /** How it was moved, or what follows. */
  readonly note?: string;
}

/** The life of a thing in one line: ready, first opened, its end, frozen, destroyed; what is still to come is hollow. */
export function LifeLine({ resource, action }: { resource: ResourceView; action: ReactNode }) {
  const points = pointsOf(resource).toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  if (points.length === 0) return null;
  return (
    <Panel title="Its life" aside={action}>
      <ol className="flex flex-col gap-x-2 gap-y-3 px-4 py-3 text-md sm:flex-row sm:flex-wrap">
        {points.map(({ term, at, note }) => (
          <li key={term} className="flex min-w-36 flex-1 gap-2.5">
            <span
              aria-hidden
              suppressHydrationWarning
              className={cn(
                "mt-1.5 size-2 shrink-0 rounded-full border border-accent",
                Date.parse(at) <= Date.now() && "bg-accent",
              )}
            />
            <span className="min-w-0">
              <span className="block text-ink-3">{term}</span>
              <RelativeTime at={at} />
              {note && <span className="block text-sm text-ink-3">{note}</span>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function pointsOf(resource: ResourceView): readonly Point[] {
  const { readyAt, firstClaimAt, expiresAt, extensions, frozenAt, restoreUntil, destroyedAt, state } = resource;
  const isOver = destroyedAt !== null || state === "destroying";
  const point = (term: string, at: string | null, note?: string) =>
    at === null ? [] : [{ term, at, ...(note && { note }) }];
  const times = extensions === 1 ? "extended once" : `extended ${extensions} times`;
  const hasEnded = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
  const waits = resource.blockedReason === "destroy_needs_approval";
  return [
    ...point("Ready", readyAt),
    ...point("First opened", firstClaimAt),
    ...(isOver && !hasEnded
      ? []
      : point(hasEnded ? "Expired" : "Expires", expiresAt, extensions > 0 ? times : undefined)),
    ...point("Frozen", frozenAt),
    ...(isOver || waits ? [] : point("Destroyed by", restoreUntil, "unless it is restored")),
    ...point("Destroyed", destroyedAt),
  ];
}
