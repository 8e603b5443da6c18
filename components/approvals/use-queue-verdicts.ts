"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { Verdict } from "#components/approvals/outcome.ts";
import type { useMovingFocus } from "#components/approvals/use-moving-focus.ts";
import type { useQueueMoves } from "#components/approvals/use-queue-moves.ts";
import { offerHref } from "#components/requests/offer-href.ts";
import type { useQueueView } from "#components/approvals/use-queue-view.ts";

/** What the page is made of. */
interface QueueParts {
  readonly view: ReturnType<typeof useQueueView>;
  readonly focus: ReturnType<typeof useMovingFocus>;
  readonly moves: ReturnType<typeof useQueueMoves>;
}

/** What is said to one request: at once, or after a reason or a second yes; then the next one is there. */
export function useQueueVerdicts({ view, focus, moves }: QueueParts) {
  const { entry, item, comments } = view;
  const client = useQueryClient();
  const router = useRouter();
  const [said, setSaid] = useState("");
  const current = useRef(view.currentId);
  useEffect(() => {
    current.current = view.currentId;
  }, [view.currentId]);

  /** Into the place where it is decided, which is out of sight where only the list is shown. */
  function ask(verdict: Verdict) {
    if (view.currentId === null) return;
    if (!focus.heading.current?.checkVisibility()) moves.open();
    view.setAsked(verdict);
    focus.focusNext(verdict === "approve" ? "confirm" : "comment");
  }

  async function send(verdict: Verdict) {
    if (entry === null || item === undefined || view.why !== null) return;
    const { id, name } = entry;
    view.setAsked(null);
    setSaid(`${verdict === "approve" ? "Approving" : "Rejecting"} ${name}.`);
    const digest = view.read.digest ?? item.request.digest;
    const outcome = await view.decide({ id, digest, verdict, comment: comments.commentOn(id) });
    void client.invalidateQueries({ queryKey: ["approval", id] });
    view.queue.refetch();
    if (outcome.state !== "done") {
      return setSaid(outcome.state === "taken" ? `${name} is decided already.` : `${name} was not decided on.`);
    }
    comments.write(id, "");
    const next = view.nextAfter(id);
    const nextName = view.queue.entries.find((other) => other.id === next)?.name;
    const words = `You ${verdict === "approve" ? "approved" : "rejected"} ${name}.`;
    setSaid(`${words} ${nextName === undefined ? "Nothing else waits." : `Next: ${nextName}.`}`);
    if (current.current === id) moves.goTo(next);
  }

  function say(verdict: Verdict) {
    if (entry === null || view.why !== null) return;
    if (verdict === "reject" && comments.commentOn(entry.id).trim() === "") ask("reject");
    else if (verdict === "approve" && entry.risk.level === "high") ask("approve");
    else void send(verdict);
  }

  function offer() {
    if (entry !== null && view.why === null) router.push(offerHref(entry.id));
  }

  return { said, setSaid, say, confirm: () => void send("approve"), offer };
}
