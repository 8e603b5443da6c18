"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { callApi } from "#components/api/call-api.ts";
import { queueItemSchema, type QueueItem } from "#domain/contracts/queue.ts";

const pollMs = 15_000;

function itemQuery(id: string) {
  return {
    queryKey: ["approval", id],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      callApi({ path: `/approvals/${encodeURIComponent(id)}`, answer: queueItemSchema, signal }),
    staleTime: pollMs,
  };
}

/** Keeps what is known of one request current while it is read, and fetches that of the next one ahead. */
export function useQueueItem(id: string | null, { first, nextId }: { first: QueueItem | null; nextId: string | null }) {
  const client = useQueryClient();
  useEffect(() => {
    if (nextId !== null) void client.prefetchQuery(itemQuery(nextId));
  }, [client, nextId]);
  return useQuery({
    ...itemQuery(id ?? ""),
    enabled: id !== null,
    refetchInterval: pollMs,
    ...(first?.entry.id === id && { initialData: first }),
  });
}
