import { cn } from "#components/cn.ts";

interface MeterProps {
  /** What is measured, for who does not see the bar. */
  readonly label: string;
  readonly held: number;
  /** Part of what is held; drawn apart. */
  readonly waiting: number;
  readonly limit: number;
  /** The same in words. */
  readonly words: string;
}

/** How much of a limit is held: the bar repeats the words beside it, and turns red where nothing is left. */
export function Meter({ label, held, waiting, limit, words }: MeterProps) {
  const share = (part: number) => `${limit > 0 ? Math.min(100, (100 * part) / limit) : 100}%`;
  const isFull = held >= limit;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={limit}
      aria-valuenow={Math.min(held, limit)}
      aria-valuetext={words}
      className="flex h-2 w-full overflow-hidden rounded-full border border-line-strong bg-sunken"
    >
      <span className={cn("block h-full", isFull ? "bg-bad" : "bg-accent")} style={{ width: share(held - waiting) }} />
      <span className="block h-full bg-brass" style={{ width: share(waiting) }} />
    </div>
  );
}
