import { cn } from "#components/cn.ts";

/** A small turning ring; decoration only, so whoever shows it says in words what is under way. */
export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-block size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent",
        className,
      )}
    />
  );
}
