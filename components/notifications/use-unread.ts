"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { callApi } from "#components/api/call-api.ts";
import { unreadCountSchema } from "#domain/contracts/notification.ts";

const pollMs = 30_000;
/** Pages that follow each other faster share a count. */
const freshMs = 3000;

/** Names the count in the query cache. */
export const unreadKey = ["notifications", "unread"];

/** How much of the inbox is unread: as the page was made, looked up again every half minute and at every other page. */
export function useUnread(first: number): number {
  const client = useQueryClient();
  const pathname = usePathname();
  const { data } = useQuery({
    queryKey: unreadKey,
    queryFn: ({ signal }) => callApi({ path: "/notifications/unread", answer: unreadCountSchema, signal }),
    initialData: { unread: first },
    refetchInterval: pollMs,
    staleTime: freshMs,
  });
  useEffect(() => {
    void client.refetchQueries({ queryKey: unreadKey, stale: true }, { cancelRefetch: false });
  }, [client, pathname]);
  return data.unread;
}
