"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useId } from "react";
import { cn } from "#components/cn.ts";
import type { Choice } from "#components/ui/choice.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface SegmentedProps {
  choices: readonly Choice[];
  value: string | null;
  onValueChange: (value: string) => void;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}

/** A choice of one from a few words, all of them in sight. */
export function Segmented({ choices, value, onValueChange, ...group }: SegmentedProps) {
  const hydrated = useHydrated();
  return (
    <RadioGroup
      {...group}
      disabled={!hydrated}
      value={value}
      onValueChange={(next) => typeof next === "string" && onValueChange(next)}
      className="flex flex-wrap gap-1.5"
    >
      {choices.map((choice) => (
        <Segment key={choice.value} choice={choice} />
      ))}
    </RadioGroup>
  );
}

function Segment({ choice }: { choice: Choice }) {
  const id = useId();
  const reason = choice.disabledReason ?? null;
  return (
    <label
      title={reason ?? undefined}
      className={cn(
        "relative inline-flex h-control cursor-default items-center rounded-md border border-line-strong bg-surface px-3 text-md transition-colors hover:border-ink-3 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-data-checked:border-accent has-data-checked:bg-accent-tint has-data-checked:font-medium has-data-checked:shadow-[inset_0_0_0_1px_var(--lk-accent)]",
        reason !== null && "border-dashed bg-transparent text-ink-3 hover:border-line-strong",
      )}
    >
      <Radio.Root
        value={choice.value}
        disabled={reason !== null}
        aria-labelledby={id}
        className="absolute inset-0 rounded-md outline-none"
      />
      <span id={id}>{choice.label}</span>
    </label>
  );
}
