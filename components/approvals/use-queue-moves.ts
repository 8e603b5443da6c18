"use client";

import type { useMovingFocus } from "#components/approvals/use-moving-focus.ts";
import type { useQueueView } from "#components/approvals/use-queue-view.ts";

type View = ReturnType<typeof useQueueView>;
type Focus = ReturnType<typeof useMovingFocus>;

/** The ways through a queue: to a line of it, to the next one, into the request itself. */
export function useQueueMoves(view: View, focus: Focus) {
  const { place, currentId, queue, setActiveId, setAsked } = view;

  function goTo(id: string | null) {
    setActiveId(id);
    setAsked(null);
    if (place.openId !== null) place.goTo(id);
    if (id !== null) focus.focusNext({ row: id });
  }

  function move(step: 1 | -1) {
    const at = queue.entries.findIndex(({ id }) => id === currentId);
    const to = queue.entries[at === -1 ? 0 : at + step] ?? queue.entries[at];
    if (to) goTo(to.id);
  }

  function open(id = currentId) {
    if (id === null) return;
    setActiveId(id);
    setAsked(null);
    place.goTo(id);
    focus.focusNext("heading");
  }

  /** Back to the list, with nothing asked any more. */
  function cancel() {
    setAsked(null);
    if (currentId !== null) focus.focusNext({ row: currentId });
  }

  return { goTo, move, open, cancel, close: () => place.goTo(null) };
}
