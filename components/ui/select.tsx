"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "#components/cn.ts";
import type { Choice } from "#components/ui/choice.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface SelectProps {
  choices: readonly Choice[];
  value: string | null;
  onValueChange: (value: string) => void;
  placeholder?: string;
  className?: string;
  id?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}

/** A choice of one from a short list, by pointer, arrow keys or type-ahead. */
export function Select({ choices, value, onValueChange, placeholder = "Choose…", className, ...trigger }: SelectProps) {
  const hydrated = useHydrated();
  const items = choices.map((choice) => ({ value: choice.value, label: choice.label }));
  return (
    <Base.Root
      disabled={!hydrated}
      items={items}
      value={value}
      onValueChange={(next) => next !== null && onValueChange(next)}
    >
      <Base.Trigger
        {...trigger}
        className={cn(controlClass, "flex cursor-default items-center justify-between gap-2 text-left", className)}
      >
        <Base.Value className="truncate data-placeholder:text-ink-3" placeholder={placeholder} />
        <Base.Icon className="text-ink-3">
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="start" sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-md bg-raised p-1 shadow-lg outline-none">
            {choices.map((choice) => (
              <Base.Item
                key={choice.value}
                value={choice.value}
                className="grid cursor-default grid-cols-[1fr_1rem] items-center gap-3 rounded-sm px-2 py-1 text-md outline-none select-none data-highlighted:bg-hover"
              >
                <Base.ItemText className="min-w-0 truncate">{choice.label}</Base.ItemText>
                <Base.ItemIndicator className="text-accent">
                  <Check aria-hidden className="size-4" />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
