"use client";

import { useEffect, useState } from "react";
import { isSettledOutcome, type Outcome, type Verdict } from "#components/approvals/outcome.ts";
import { useComments } from "#components/approvals/use-comments.ts";
import { useDecisions } from "#components/approvals/use-decisions.ts";
import { useQueue } from "#components/approvals/use-queue.ts";
import { useQueueItem } from "#components/approvals/use-queue-item.ts";
import { useQueuePlace } from "#components/approvals/use-queue-place.ts";
import { useReadDigest } from "#components/approvals/use-read-digest.ts";
import { useSelection } from "#components/approvals/use-selection.ts";
import { useWaitingCount } from "#components/approvals/use-waiting-count.ts";
import type { Queue, QueueItem } from "#domain/contracts/queue.ts";

/** What the approvals page shows: the list, the request that is open or would be, and how each verdict stands. */
export function useQueueView({ first, item: firstItem }: { first: Queue; item: QueueItem | null }) {
  const place = useQueuePlace();
  const { outcomes, decide } = useDecisions();
  const comments = useComments();
  const [activeId, setActiveId] = useState(place.openId ?? first.items[0]?.id ?? null);
  const [asked, setAsked] = useState<{ id: string; verdict: Verdict } | null>(null);
  const settled = new Set([...outcomes].flatMap(([id, outcome]) => (isSettledOutcome(outcome) ? [id] : [])));
  const keptId = place.openId ?? activeId;
  const queue = useQueue(first, { kept: new Set(keptId === null ? [] : [keptId]), settled });
  const { entries } = queue;
  const waiting = entries.filter(({ id }) => !settled.has(id));
  const kept = entries.find(({ id }) => id === keptId);
  const currentId = place.openId ?? kept?.id ?? entries[0]?.id ?? null;
  const nextId = currentId === null ? null : nextAfter(currentId);
  const query = useQueueItem(currentId, { first: firstItem, nextId });
  const outcome = currentId === null ? undefined : outcomes.get(currentId);
  const read = useReadDigest(query.data);
  useWaitingCount(queue.hasMore ? null : waiting.length + queue.fresh);
  useEffect(() => {
    if (currentId !== null) comments.restore(currentId);
    // What is kept of a comment is read once for each request that is opened.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [currentId]);

  function nextAfter(id: string): string | null {
    const at = entries.findIndex((other) => other.id === id);
    const others = [...entries.slice(at + 1), ...entries.slice(0, Math.max(at, 0)).toReversed()];
    return others.find((other) => !settled.has(other.id))?.id ?? null;
  }

  return {
    place,
    openId: place.openId,
    queue,
    waiting,
    selection: useSelection(waiting),
    outcomes,
    decide,
    comments,
    currentId,
    nextId,
    nextAfter,
    entry: entries.find(({ id }) => id === currentId) ?? query.data?.entry ?? null,
    item: query.data,
    error: query.error,
    outcome,
    read,
    /** Why nothing can be decided at this moment; null: it can. */
    why: whyNot(query.data, outcome, read.isChanged),
    asked: asked !== null && asked.id === currentId ? asked.verdict : null,
    setAsked: (verdict: Verdict | null) => {
      setAsked(verdict === null || currentId === null ? null : { id: currentId, verdict });
    },
    setActiveId,
  };
}

function whyNot(item: QueueItem | undefined, outcome: Outcome | undefined, isChanged: boolean): string | null {
  if (item === undefined) return "One moment: it is loading.";
  if (isSettledOutcome(outcome) || item.decide === null) return "There is nothing to decide any more.";
  if (outcome?.state === "sending") return "One moment: it is being decided.";
  if (isChanged) return "It changed while you were reading: look at it again first.";
  return item.decide.allowed ? null : (item.decide.reason ?? "This is not yours to decide.");
}
