"use client";

import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLinkStatus } from "next/link";
import { Link } from "#components/ui/link.tsx";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { waitingKey } from "#components/shell/waiting-key.ts";
import { cn } from "#components/cn.ts";
import { useUnread } from "#components/notifications/use-unread.ts";
import { Count } from "#components/shell/count.tsx";
import { destinations, isWithin } from "#components/shell/destinations.ts";
import { Spinner } from "#components/ui/spinner.tsx";

interface MainNavProps {
  /** How many requests wait for this person. */
  waiting: number;
  /** How much of their inbox was unread as the page was made. */
  unread: number;
  placement: "side" | "bottom";
}

/** The way around: a column beside the page, or a bar under it on a phone. */
export function MainNav({ waiting, unread, placement }: MainNavProps) {
  const pathname = usePathname();
  const counts: Readonly<Record<string, number>> = { "/approvals": useWaiting(waiting), "/inbox": useUnread(unread) };
  const shown = destinations.filter(({ isInHeader = false }) => placement === "side" || !isInHeader);
  return (
    <nav aria-label="Main" className={placement === "side" ? "px-2" : "grid grid-cols-6"}>
      {shown.map(({ href, label, shortLabel, icon: Icon }) => {
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
            <Count
              count={counts[href] ?? 0}
              noun={href === "/inbox" ? "unread" : "waiting for you"}
              isOnIcon={placement === "bottom"}
            />
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
