"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useId, type ReactNode } from "react";
import { cn } from "#components/cn.ts";
import type { Choice } from "#components/ui/choice.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface RadioCardsProps {
  choices: readonly (Choice & { readonly aside?: ReactNode })[];
  value: string | null;
  onValueChange: (value: string) => void;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}

/** A choice of one where each option needs a sentence: one card per option, moved through by arrow keys. */
export function RadioCards({ choices, value, onValueChange, ...group }: RadioCardsProps) {
  const hydrated = useHydrated();
  return (
    <RadioGroup
      {...group}
      disabled={!hydrated}
      value={value}
      onValueChange={(next) => typeof next === "string" && onValueChange(next)}
      className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,13rem),1fr))] gap-2"
    >
      {choices.map((choice) => (
        <Card key={choice.value} choice={choice} />
      ))}
    </RadioGroup>
  );
}

function Card({ choice }: { choice: RadioCardsProps["choices"][number] }) {
  const id = useId();
  return (
    <label
      className={cn(
        "flex cursor-default items-start gap-2.5 rounded-md border border-line-strong bg-surface p-2.5 transition-colors hover:border-ink-3",
        "has-data-checked:border-accent has-data-checked:bg-accent-tint has-data-checked:shadow-[inset_0_0_0_1px_var(--lk-accent)]",
        "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus",
      )}
    >
      <Radio.Root
        value={choice.value}
        aria-labelledby={`${id}-label`}
        aria-describedby={choice.hint ? `${id}-hint` : undefined}
        className="mt-0.75 grid size-3.5 shrink-0 place-items-center rounded-full border border-line-strong bg-surface outline-none data-checked:border-accent"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-accent data-unchecked:hidden" />
      </Radio.Root>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-3">
          <span id={`${id}-label`} className="font-medium">
            {choice.label}
          </span>
          {choice.aside && <span className="text-sm whitespace-nowrap text-ink-2">{choice.aside}</span>}
        </span>
        {choice.hint && (
          <span id={`${id}-hint`} className="mt-0.5 block text-sm text-ink-3 in-[label:has([data-checked])]:text-ink-2">
            {choice.hint}
          </span>
        )}
      </span>
    </label>
  );
}
