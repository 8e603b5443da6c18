"use client";

import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLinkStatus } from "next/link";
import { Link } from "#components/ui/link.tsx";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { waitingKey } from "#components/shell/waiting-key.ts";
import { cn } from "#components/cn.ts";
import { destinations, isWithin } from "#components/shell/destinations.ts";
import { Spinner } from "#components/ui/spinner.tsx";

/** The way around: a column beside the page, or a bar under it on a phone. */
export function MainNav({ waiting, placement }: { waiting: number; placement: "side" | "bottom" }) {
  const pathname = usePathname();
  const count = useWaiting(waiting);
  return (
    <nav aria-label="Main" className={placement === "side" ? "px-2" : "grid grid-cols-6"}>
      {destinations.map(({ href, label, shortLabel, icon: Icon }) => {
        const current = isWithin(href, pathname);
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "group relative flex items-center text-ink-2 transition-colors hover:text-ink",
              placement === "side" && "h-8 gap-2.5 rounded-md px-2.5 text-md hover:bg-hover",
              placement === "bottom" && "h-14 flex-col justify-center gap-0.5 text-xs",
              current && "font-medium text-ink",
              current && placement === "side" && "bg-pressed",
            )}
          >
            <Icon aria-hidden className={cn("size-4.5 shrink-0", current ? "text-accent" : "text-ink-3")} />
            <span className={placement === "side" ? "flex-1" : undefined}>
              {placement === "side" ? label : (shortLabel ?? label)}
            </span>
            {placement === "side" && <Pending />}
            {href === "/approvals" && count > 0 && <Count waiting={count} placement={placement} />}
          </Link>
        );
      })}
    </nav>
  );
}

/** The newest number that is known: the server's, or that of a page that keeps its list current. */
function useWaiting(waiting: number): number {
  const client = useQueryClient();
  const { data } = useQuery<number>({ queryKey: waitingKey, queryFn: skipToken, initialData: waiting });
  useEffect(() => {
    client.setQueryData(waitingKey, waiting);
  }, [client, waiting]);
  return data ?? waiting;
}

function Pending() {
  const { pending } = useLinkStatus();
  return pending ? <Spinner className="size-3 text-ink-3" /> : null;
}

function Count({ waiting, placement }: { waiting: number; placement: "side" | "bottom" }) {
  return (
    <span
      className={cn(
        "grid h-5 min-w-5 place-items-center rounded-full border border-wait-line bg-wait-tint px-1.5 text-xs font-bold text-wait-ink tabular-nums",
        placement === "bottom" && "absolute top-1.5 left-1/2 ml-2",
      )}
    >
      {waiting}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}
