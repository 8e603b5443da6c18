"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { callApi } from "#components/api/call-api.ts";
import { isLive } from "#components/requests/is-live.ts";
import type { RequestPageData } from "#components/requests/request-context.ts";
import { useRequestEvents } from "#components/requests/use-request-events.ts";
import { requestSchema, type RequestEvent, type RequestView } from "#domain/contracts/request.ts";

const gatherMs = 40;

/**
 * Keeps a request's page current: a new state is shown with its event, and the page asks the server for the
 * rest (what may be done now, the resource, the grants) right after.
 */
export function useLiveRequest(page: RequestPageData) {
  const { id } = page.request;
  const router = useRouter();
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { data: request } = useQuery({
    queryKey: ["request", id],
    queryFn: ({ signal }) => callApi({ path: `/requests/${id}`, answer: requestSchema, signal }),
    initialData: page.request,
    staleTime: Number.POSITIVE_INFINITY,
  });

  useEffect(() => {
    client.setQueryData(["request", id], page.request);
  }, [client, id, page.request]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function onEvent(event: RequestEvent) {
    const { state } = event;
    if (state !== null) {
      client.setQueryData<RequestView>(["request", id], (known) => known && { ...known, state });
    }
    if (event.kind === "step") return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => router.refresh(), gatherMs);
  }

  const live = isLive(request);
  const events = useRequestEvents({ id, initial: page.events, live, onEvent });
  return { request, events, live, settled: request.state === page.request.state };
}
