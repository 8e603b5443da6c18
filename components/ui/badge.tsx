import { cva, type VariantProps } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "#components/cn.ts";

const badgeClass = cva(
  "inline-flex h-5.5 max-w-full items-center gap-1 rounded-sm border px-1.5 text-sm leading-none font-medium whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        good: "border-good-line bg-good-tint text-good-ink",
        wait: "border-wait-line bg-wait-tint text-wait-ink",
        busy: "border-busy-line bg-busy-tint text-busy-ink",
        bad: "border-bad-line bg-bad-tint text-bad-ink",
        idle: "border-idle-line bg-idle-tint text-idle-ink",
        plain: "border-line bg-transparent font-normal text-ink-2",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

export type Tone = NonNullable<VariantProps<typeof badgeClass>["tone"]>;

/** A short word on a tint; the word carries the meaning, the colour only repeats it. */
export function Badge({ tone, className, children }: { tone?: Tone; className?: string; children: ReactNode }) {
  return <span className={cn(badgeClass({ tone }), className)}>{children}</span>;
}
