"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTransition } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import { Select } from "#components/ui/select.tsx";

interface ExtensionLengthProps {
  /** In hours. */
  lengths: readonly number[];
  chosen: number;
}

/** Lets a person choose for how long from now a thing is extended; what each choice does is said beside it. */
export function ExtensionLength({ lengths, chosen }: ExtensionLengthProps) {
  const [router, pathname, search] = [useRouter(), usePathname(), useSearchParams()];
  const [isLooking, startLooking] = useTransition();
  const all = lengths.includes(chosen) ? lengths : [...lengths, chosen].toSorted((a, b) => a - b);
  if (all.length < 2) return null;
  function choose(hours: string) {
    const next = new URLSearchParams(search);
    next.set("hours", hours);
    startLooking(() => router.replace(`${pathname}?${next}`, { scroll: false }));
  }
  return (
    <span className="inline-flex items-center gap-2">
      {isLooking && <Spinner />}
      <Select
        aria-label="How long from now"
        className="w-32"
        choices={all.map((hours) => ({ value: String(hours), label: spell(hours) }))}
        value={String(chosen)}
        onValueChange={choose}
      />
    </span>
  );
}

function spell(hours: number): string {
  const days = hours / 24;
  if (!Number.isInteger(days)) return `${hours} hours`;
  return days === 1 ? "1 day" : `${days} days`;
}
