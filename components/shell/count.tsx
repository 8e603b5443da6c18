import { cn } from "#components/cn.ts";

const shownMax = 99;

interface CountProps {
  count: number;
  /** What is counted, for who hears it. */
  noun: string;
  /** Whether it sits on an icon instead of after a word. */
  isOnIcon?: boolean;
}

/** How much there is at a destination; nothing where there is nothing. */
export function Count({ count, noun, isOnIcon = false }: CountProps) {
  if (count === 0) return null;
  return (
    <span
      className={cn(
        "grid h-5 min-w-5 place-items-center rounded-full border border-wait-line bg-wait-tint px-1.5 text-xs font-bold text-wait-ink tabular-nums",
        isOnIcon && "absolute top-1.5 left-1/2 ml-2",
      )}
    >
      {count > shownMax ? `${shownMax}+` : count}
      <span className="sr-only"> {noun}</span>
    </span>
  );
}
