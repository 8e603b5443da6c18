"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { countFresh, mergeQueue, showQueue } from "#components/approvals/merge-queue.ts";
import { queueSchema, type Queue } from "#domain/contracts/queue.ts";

const pollMs = 15_000;
const queryKey = ["approvals"];

interface Keeping {
  /** Stay on the page though they wait no more. */
  readonly kept: ReadonlySet<string>;
  /** Were decided here: no news. */
  readonly settled: ReadonlySet<string>;
}

/**
 * Keeps a queue current while its page is in sight: what waits no more leaves, what is new is counted and comes in when it
 * is asked for, so that nothing moves under a hand.
 */
export function useQueue(first: Queue, { kept, settled }: Keeping) {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      callApi({ path: `/approvals${pageParam && `?cursor=${pageParam}`}`, answer: queueSchema, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    initialData: { pages: [first], pageParams: [""] },
    refetchInterval: pollMs,
    staleTime: pollMs,
  });
  // What the server rendered is newer than what an earlier visit left in the cache.
  useEffect(() => {
    client.setQueryData(queryKey, { pages: [first], pageParams: [""] });
  }, [client, first]);
  const latest = useMemo(() => query.data.pages.flatMap(({ items }) => items), [query.data]);
  const [seen, setSeen] = useState(() => showQueue(first.items));
  const shown = mergeQueue(seen, { latest, more: query.hasNextPage, kept });
  if (shown !== seen) setSeen(shown);
  const fresh = countFresh(shown, latest, settled);
  // Nobody's place is lost on an empty page.
  if (shown.order.length === 0 && fresh > 0) setSeen(showQueue(latest));
  return {
    entries: shown.order.flatMap((id) => shown.entries.get(id) ?? []),
    fresh,
    showFresh: () => setSeen(showQueue(latest)),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    error: query.error,
    async showMore() {
      const { data } = await query.fetchNextPage();
      const behind = data?.pages.at(-1)?.items ?? [];
      setSeen((known) => showQueue([...known.entries.values(), ...behind.filter(({ id }) => !known.entries.has(id))]));
    },
    refetch: () => void client.invalidateQueries({ queryKey }),
  };
}
