"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { cn } from "#components/cn.ts";
import { kindWords } from "#components/notifications/kind-words.ts";
import { unreadKey } from "#components/notifications/use-unread.ts";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { ExtendButton } from "#components/resources/extend-button.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Link } from "#components/ui/link.tsx";
import { unreadCountSchema, type NotificationView } from "#domain/contracts/notification.ts";

interface InboxListProps {
  messages: readonly NotificationView[];
  /** Origin of this portal: a link to it stays in this page. */
  origin: string;
}

/** Messages, one a row; opening one marks it as read and leads to the page it is about. */
export function InboxList({ messages, origin }: InboxListProps) {
  const client = useQueryClient();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());

  async function open({ id, readAt }: NotificationView) {
    if (readAt !== null) return;
    setOpened((known) => new Set(known).add(id));
    const path = `/notifications/${id}/read`;
    // A mark that is lost is set at the next opening: nobody is stopped on the way to the page for it.
    const count = await callApi({ method: "POST", path, body: {}, answer: unreadCountSchema }).catch(() => null);
    if (count !== null) client.setQueryData(unreadKey, count);
  }

  return (
    <ul aria-label="Messages" className="panel divide-y divide-line">
      {messages.map((message) => (
        <InboxRow
          key={message.id}
          message={message}
          isUnread={message.readAt === null && !opened.has(message.id)}
          href={message.link.startsWith(`${origin}/`) ? message.link.slice(origin.length) : message.link}
          onOpen={() => void open(message)}
        />
      ))}
    </ul>
  );
}

interface InboxRowProps {
  message: NotificationView;
  isUnread: boolean;
  href: string;
  onOpen: () => void;
}

function InboxRow({ message, isUnread, href, onOpen }: InboxRowProps) {
  const { subject, kind, needsMe, settled, createdAt } = message;
  const extend = message.extends && (
    <span className="relative z-10 mt-2 inline-block">
      <ExtendButton resourceId={message.extends} label="Extend" size="sm" />
    </span>
  );
  return (
    <li className="relative flex gap-3 px-4 py-3 transition-colors hover:bg-hover has-focus-visible:bg-hover">
      <span
        aria-hidden
        className={cn("mt-1.5 size-2 shrink-0 rounded-full", isUnread ? "bg-accent" : "bg-transparent")}
      />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <Link
            href={href}
            data-row-link
            onClick={onOpen}
            className={cn(
              "min-w-0 text-md [overflow-wrap:anywhere] after:absolute after:inset-0 hover:text-accent focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus",
              isUnread && "font-bold",
            )}
          >
            {subject}
            {isUnread && <span className="sr-only"> (unread)</span>}
          </Link>
          {needsMe && <Badge tone="wait">Needs you</Badge>}
          {kind === "security" && <Badge tone="bad">{kindWords.security.label}</Badge>}
        </div>
        <p className="mt-0.5 line-clamp-3 text-md text-ink-2 [overflow-wrap:anywhere]">{summaryOf(message)}</p>
        {settled && <p className="mt-0.5 text-sm text-ink-3">{settled}</p>}
        {extend}
        <p className="mt-0.5 text-sm text-ink-3 sm:hidden">
          <RelativeTime at={createdAt} />
        </p>
      </div>
      <span className="shrink-0 text-sm text-ink-3 max-sm:hidden">
        <RelativeTime at={createdAt} />
      </span>
    </li>
  );
}

/** What it says up to the first address: the row itself leads there. */
function summaryOf({ lines }: NotificationView): string {
  const address = lines.findIndex((line) => /^https?:\/\//.test(line));
  const said = (address === -1 ? lines : lines.slice(0, address)).filter((line) => line !== "").join(" ");
  return said.replace(/,? here:$/, ".");
}
