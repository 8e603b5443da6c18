import { cva } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "#components/ui/badge.tsx";

const calloutClass = cva("flex gap-3 rounded-lg border p-4", {
  variants: {
    tone: {
      good: "border-good-line bg-good-tint [&>svg]:text-good-ink",
      wait: "border-wait-line bg-wait-tint [&>svg]:text-wait-ink",
      busy: "border-busy-line bg-busy-tint [&>svg]:text-busy-ink",
      bad: "border-bad-line bg-bad-tint [&>svg]:text-bad-ink",
      idle: "border-idle-line bg-idle-tint [&>svg]:text-idle-ink",
      plain: "border-line bg-surface [&>svg]:text-ink-3",
    },
  },
});

interface CalloutProps {
  tone: Tone;
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits its turn. */
  role?: "alert" | "status";
}

/** The one thing on a page that should be read first. */
export function Callout({ tone, icon: Icon, title, children, action, role }: CalloutProps) {
  return (
    <div role={role} className={calloutClass({ tone })}>
      <Icon aria-hidden className="mt-px size-5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-6 gap-y-3">
        <div className="min-w-0 flex-[1_1_18rem]">
          <p className="text-lg leading-tight font-bold">{title}</p>
          {children && <div className="mt-1 text-md text-ink-2">{children}</div>}
        </div>
        {action && <div className="flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
