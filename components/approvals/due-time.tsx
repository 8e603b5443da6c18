"use client";

import { useEffect, useState } from "react";
import { spellDue } from "#components/approvals/spell-due.ts";
import { cn } from "#components/cn.ts";

const tickMs = 15_000;

const looks = { later: "text-ink-3", soon: "font-medium text-wait-ink", over: "font-medium text-bad-ink" } as const;

/** When a stage is due, kept current; the exact time in the reader's zone is its title. */
export function DueTime({ at, escalated }: { at: string; escalated: boolean }) {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    setNow(new Date());
    const timer = setInterval(() => setNow(new Date()), tickMs);
    return () => clearInterval(timer);
  }, []);
  const { words, urgency } = spellDue(new Date(at), now ?? new Date());
  // The server's clock is not the reader's: the first paint may differ by a word and is corrected at once.
  return (
    <span className={cn("whitespace-nowrap", looks[urgency])}>
      <time dateTime={at} title={now ? new Date(at).toLocaleString() : undefined} suppressHydrationWarning>
        {words}
      </time>
      {escalated && <span className="font-medium text-bad-ink"> · escalated</span>}
    </span>
  );
}
