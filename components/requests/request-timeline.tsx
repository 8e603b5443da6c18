"use client";

import { Panel } from "#components/patterns/panel.tsx";
import { Timeline } from "#components/patterns/timeline.tsx";
import { buildTimeline, type TimelineItem } from "#components/requests/build-timeline.ts";
import { formatElapsed } from "#components/requests/format-elapsed.ts";
import type { RequestEvent } from "#domain/contracts/request.ts";

/** The actor of what no person did; said by leaving it out. */
const system = "Latchkey";

/** A request's history in plain words, each line with the time since it was filed. */
export function RequestTimeline({ events, live }: { events: readonly RequestEvent[]; live: boolean }) {
  const items = buildTimeline(events);
  const start = Date.parse(items[0]?.at ?? "");
  return (
    <Panel title="Timeline" aside={live ? <LiveMark /> : null}>
      {items.length === 0 ? (
        <p className="px-4 py-6 text-md text-ink-3">Nothing has happened yet.</p>
      ) : (
        <Timeline label="Timeline" items={items.map((item) => line(item, start))} />
      )}
    </Panel>
  );
}

function line(item: TimelineItem, start: number) {
  const since = Date.parse(item.at) - start;
  const detail = [
    item.actor !== system && item.actor !== null && !item.message.includes(item.actor) && item.actor,
    item.milliseconds !== null && `took ${formatElapsed(item.milliseconds)}`,
    item.attempt > 1 && `attempt ${item.attempt}`,
  ].filter(Boolean);
  return {
    key: item.key,
    mood: item.mood,
    title: item.message,
    detail: detail.length > 0 ? detail.join(" · ") : undefined,
    aside: (
      <time dateTime={item.at} title={item.at}>
        {since > 0 ? `+${formatElapsed(since)}` : clock(item.at)}
      </time>
    ),
  };
}

function clock(at: string): string {
  return `${at.slice(11, 19)} UTC`;
}

function LiveMark() {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="size-1.5 animate-pulse rounded-full bg-busy-ink" />
      live
    </span>
  );
}
