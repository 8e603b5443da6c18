"use client";

import { useEffect, useRef, useState } from "react";

type Target = { readonly row: string } | "heading" | "comment" | "confirm";

/** Moves the focus once what it goes to is on the page: to a row of the list, or into what is open where no list is in sight. */
export function useMovingFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  const commentField = useRef<HTMLTextAreaElement>(null);
  const confirmButton = useRef<HTMLButtonElement>(null);
  const target = useRef<Target | null>(null);
  const [, setMoves] = useState(0);
  useEffect(() => {
    if (target.current === null) return;
    const element = find(target.current) ?? heading.current;
    target.current = null;
    element?.focus();
  });

  function find(to: Target): HTMLElement | null {
    if (to === "heading") return heading.current;
    if (to === "comment") return commentField.current;
    if (to === "confirm") return confirmButton.current;
    const link = document.querySelector<HTMLElement>(`[data-queue-row="${CSS.escape(to.row)}"] [data-row-link]`);
    return link !== null && link.checkVisibility() ? link : null;
  }
  /** Once the page is drawn again, which it is even where nothing else changes. */
  function focusNext(to: Target) {
    target.current = to;
    setMoves((count) => count + 1);
  }

  return { heading, commentField, confirmButton, focusNext };
}
