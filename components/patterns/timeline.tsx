import { Check, Circle, CircleDot, Undo2, X } from "lucide-react";
import { cn } from "#components/cn.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ReactNode } from "react";

type Mood = "done" | "active" | "failed" | "undone" | "note";

interface TimelineProps {
  label: string;
  items: readonly { key: string; mood: Mood; title: ReactNode; detail?: ReactNode; aside?: ReactNode }[];
}

const looks = {
  done: { icon: Check, words: "done", className: "border-good-line bg-good-tint text-good-ink" },
  active: { icon: CircleDot, words: "under way", className: "border-busy-line bg-busy-tint text-busy-ink" },
  failed: { icon: X, words: "failed", className: "border-bad-line bg-bad-tint text-bad-ink" },
  undone: { icon: Undo2, words: "taken back", className: "border-idle-line bg-idle-tint text-idle-ink" },
  note: {
    icon: Circle,
    words: "",
    className: "border-line bg-surface text-ink-3 [&_svg]:size-1.5 [&_svg]:fill-current",
  },
} as const;

/** What happened, top to bottom, one line an event. */
export function Timeline({ label, items }: TimelineProps) {
  return (
    <ol aria-label={label} className="flex flex-col px-4 py-3">
      {items.map((item, index) => (
        <li key={item.key} className="grid grid-cols-[1.375rem_minmax(0,1fr)_auto] gap-x-3">
          <Node mood={item.mood} last={index === items.length - 1} />
          <div className="min-w-0 pb-3.5">
            <p className={cn("text-md [overflow-wrap:anywhere]", item.mood === "active" && "font-medium")}>
              {item.title}
            </p>
            {item.detail && <p className="text-sm text-ink-3">{item.detail}</p>}
          </div>
          <div className="text-right text-sm text-ink-3 tabular-nums">{item.aside}</div>
        </li>
      ))}
    </ol>
  );
}

function Node({ mood, last }: { mood: Mood; last: boolean }) {
  const { icon: Icon, words, className } = looks[mood];
  return (
    <div className="flex flex-col items-center">
      <span className={cn("grid size-5.5 shrink-0 place-items-center rounded-full border [&_svg]:size-3", className)}>
        {mood === "active" ? <Spinner className="size-3" /> : <Icon aria-hidden strokeWidth={2.5} />}
        {words && <span className="sr-only">{words}: </span>}
      </span>
      {!last && <span aria-hidden className="w-px flex-1 bg-line" />}
    </div>
  );
}
