"use client";

import { useEffect, useRef } from "react";
import { isBusyElsewhere } from "#components/shell/is-busy-elsewhere.ts";
import { readShortcutSetting } from "#components/shell/shortcut-setting.ts";

/** As long as `g` waits for the letter of a place: that letter is no command. */
const sequenceMs = 1200;

/** What the single keys of the approvals page do. */
export interface QueueCommands {
  readonly move: (step: 1 | -1) => void;
  readonly open: () => void;
  readonly approve: () => void;
  readonly reject: () => void;
  readonly offer: () => void;
  readonly select: () => void;
  readonly cancel: () => void;
}

/** Listens for single keys outside of text fields, unless they are switched off in this browser (WCAG 2.1.4). */
export function useQueueKeys(commands: QueueCommands): void {
  const current = useRef(commands);
  useEffect(() => {
    current.current = commands;
  });
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    function press(event: KeyboardEvent) {
      const { key, timeStamp, target } = event;
      if (event.metaKey || event.ctrlKey || event.altKey || isBusyElsewhere(target) || !readShortcutSetting()) return;
      const isPlace = timeStamp - wentAt < sequenceMs;
      wentAt = key === "g" ? timeStamp : Number.NEGATIVE_INFINITY;
      if (isPlace) return;
      // A link or a button that has the focus answers Enter itself.
      if (key === "Enter" && target !== document.body) return;
      const command = commandOf(key, current.current);
      if (command === null) return;
      // Before the rest of the page hears of it: `j` and `k` mean rows everywhere.
      if (key !== "Escape") event.preventDefault();
      command();
    }
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, []);
}

function commandOf(key: string, commands: QueueCommands): (() => void) | null {
  switch (key) {
    case "j":
      return () => commands.move(1);
    case "k":
      return () => commands.move(-1);
    case "o":
    case "Enter":
      return commands.open;
    case "a":
      return commands.approve;
    case "r":
      return commands.reject;
    case "c":
      return commands.offer;
    case "x":
      return commands.select;
    case "Escape":
      return commands.cancel;
    default:
      return null;
  }
}
