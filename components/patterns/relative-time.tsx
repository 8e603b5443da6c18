"use client";

import { useEffect, useState } from "react";
import { formatRelative } from "#components/patterns/format-relative.ts";

const tickMs = 15_000;

/** A time as distance from now, kept current; the exact time in the reader's zone is its title. */
export function RelativeTime({ at }: { at: string }) {
  const date = new Date(at);
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), tickMs);
    return () => clearInterval(timer);
  }, []);
  // The server's clock and zone are not the reader's: the first paint may differ by a word and is corrected at once.
  return (
    <time dateTime={at} title={now ? exact(date) : undefined} suppressHydrationWarning className="whitespace-nowrap">
      {formatRelative(date, now ?? new Date())}
    </time>
  );
}

function exact(date: Date): string {
  return date.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
}
