"use client";

import { useEffect, useState } from "react";

/** A time of day in the reader's zone; until the page knows that zone, in UTC. */
export function ClockTime({ at }: { at: string }) {
  const [local, setLocal] = useState<string | null>(null);
  useEffect(() => {
    setLocal(new Date(at).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }));
  }, [at]);
  return (
    <time dateTime={at} suppressHydrationWarning className="whitespace-nowrap">
      {local ?? `${at.slice(11, 16)} UTC`}
    </time>
  );
}
