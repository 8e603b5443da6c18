"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { queueKeys } from "#components/approvals/queue-keys.ts";
import { destinations } from "#components/shell/destinations.ts";
import { isBusyElsewhere } from "#components/shell/is-busy-elsewhere.ts";
import { onShortcutHelp } from "#components/shell/shell-events.ts";
import { readShortcutSetting, writeShortcutSetting } from "#components/shell/shortcut-setting.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Switch } from "#components/ui/switch.tsx";

const sequenceMs = 1200;

/** Single keys outside of text fields: `g` and a letter goes somewhere, `j` and `k` move through rows, `/` searches. */
export function Shortcuts() {
  const router = useRouter();
  const [help, setHelp] = useState(false);
  const [on, setOn] = useState(true);
  const pending = useRef(0);
  useEffect(() => setOn(readShortcutSetting()), []);
  useEffect(() => onShortcutHelp(() => setHelp(true)), []);

  useEffect(() => {
    if (!on) return;
    function press(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isBusyElsewhere(event.target))
        return;
      const place = destinations.find((destination) => destination.key === event.key);
      if (place && event.timeStamp - pending.current < sequenceMs) router.push(place.href);
      pending.current = event.key === "g" ? event.timeStamp : 0;
      if (event.key === "?") setHelp(true);
      if (event.key === "j" || event.key === "k") moveThroughRows(event.key === "j" ? 1 : -1);
      if (event.key === "/" && focusSearch()) event.preventDefault();
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [on, router]);

  return (
    <Dialog open={help} onOpenChange={setHelp} title="Keyboard shortcuts">
      <ul className="flex flex-col gap-2 text-md">
        <Shortcut keys={["Ctrl K"]} what="Search and go to" />
        {destinations.map(({ href, key, label }) => (
          <Shortcut key={href} keys={["g", key]} what={label} />
        ))}
        <Shortcut keys={["j", "k"]} what="Next and previous row" />
        <Shortcut keys={["/"]} what="Search this list" />
        <Shortcut keys={["Ctrl Enter"]} what="Submit the form you are in" />
        <Shortcut keys={["?"]} what="These shortcuts" />
      </ul>
      <h3 className="mt-5 mb-2 text-sm text-ink-3">In the approvals</h3>
      <ul className="flex flex-col gap-2 text-md">
        {queueKeys.map(({ keys, what }) => (
          <Shortcut key={what} keys={keys} what={what} />
        ))}
      </ul>
      <div className="mt-5 flex items-center justify-between gap-4 border-t border-line pt-4 text-md">
        <p>
          Single-key shortcuts
          <span className="block text-sm text-ink-3">Switch them off if you speak to your computer.</span>
        </p>
        <Switch
          aria-label="Single-key shortcuts"
          checked={on}
          onCheckedChange={(next) => {
            setOn(next);
            writeShortcutSetting(next);
          }}
        />
      </div>
    </Dialog>
  );
}

function Shortcut({ keys, what }: { keys: readonly string[]; what: string }) {
  return (
    <li className="flex items-center justify-between gap-4">
      {what}
      <span className="flex gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </span>
    </li>
  );
}

function moveThroughRows(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = at === -1 && step === -1 ? rows.length - 1 : at + step;
  rows[next]?.focus();
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLElement>("main input[type=search]");
  search?.focus();
  return search !== null;
}
