"use client";

import { Bell } from "lucide-react";
import { usePathname } from "next/navigation";
import { cn } from "#components/cn.ts";
import { useUnread } from "#components/notifications/use-unread.ts";
import { Count } from "#components/shell/count.tsx";
import { isWithin } from "#components/shell/destinations.ts";
import { Link } from "#components/ui/link.tsx";

/** The way to the inbox in a phone's header, with how much of it is unread. */
export function InboxButton({ unread }: { unread: number }) {
  const count = useUnread(unread);
  const current = isWithin("/inbox", usePathname());
  return (
    <Link
      href="/inbox"
      aria-label={count > 0 ? `Inbox, ${count} unread` : "Inbox"}
      aria-current={current ? "page" : undefined}
      className="relative mr-2 grid size-11 place-items-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
    >
      <Bell aria-hidden className={cn("size-4.5", current && "text-accent")} />
      <span aria-hidden className="contents">
        <Count count={count} noun="unread" isOnIcon />
      </span>
    </Link>
  );
}
