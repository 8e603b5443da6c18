"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { mergeEvents } from "#components/requests/merge-events.ts";
import { requestEventSchema, type RequestEvent } from "#domain/contracts/request.ts";

const kinds = ["state", "step", "history"] as const;
const reopenMsMin = 2_000;
const reopenMsMax = 60_000;

interface RequestEventsOptions {
  readonly id: string;
  /** The history as the page was rendered with. */
  readonly initial: readonly RequestEvent[];
  /** False once nothing more can happen. */
  readonly live: boolean;
  /** Called for each event that the page did not know yet. */
  readonly onEvent: (event: RequestEvent) => void;
}

/**
 * Gives a request's history and keeps it current.
 *
 * The stream ends by itself every few seconds; the browser resumes it with the id of the last event it saw.
 */
export function useRequestEvents({ id, initial, live, onEvent }: RequestEventsOptions): readonly RequestEvent[] {
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["request-events", id],
    queryFn: (): readonly RequestEvent[] => initial,
    initialData: initial,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const add = useEffectEvent((events: readonly RequestEvent[]) => {
    const known = client.getQueryData<readonly RequestEvent[]>(["request-events", id]) ?? [];
    const merged = mergeEvents(known, events);
    if (merged === known) return;
    client.setQueryData(["request-events", id], merged);
    const before = new Set(known.map((event) => event.id));
    merged.filter((event) => !before.has(event.id)).forEach(onEvent);
  });

  useEffect(() => add(initial), [initial]);

  useEffect(() => {
    if (!live) return;
    return followEvents(id, (event) => add([event]));
  }, [id, live]);

  return data;
}

/** Follows the stream until the given function is called; opens it again where the browser has given up. */
function followEvents(id: string, receive: (event: RequestEvent) => void): () => void {
  let source: EventSource;
  let pause = reopenMsMin;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function open() {
    source = new EventSource(`/api/v1/requests/${encodeURIComponent(id)}/events`);
    source.addEventListener("open", () => (pause = reopenMsMin));
    // A dropped connection is resumed by the browser; after an answer other than 200 it gives up.
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pause);
      pause = Math.min(pause * 2, reopenMsMax);
    });
    for (const kind of kinds) source.addEventListener(kind, (message) => receiveMessage(message, receive));
  }
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

function receiveMessage(message: MessageEvent<string>, receive: (event: RequestEvent) => void): void {
  const parsed = requestEventSchema.safeParse(JSON.parse(message.data));
  if (parsed.success) receive(parsed.data);
}
