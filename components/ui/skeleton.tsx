import { cn } from "#components/cn.ts";

/** A place-holder of the size of what is loading; hidden from assistive technology. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-4 animate-pulse rounded-sm bg-pressed", className)} />;
}
