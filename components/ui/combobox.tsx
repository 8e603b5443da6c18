"use client";

import { Combobox as Base } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "#components/cn.ts";
import type { Choice } from "#components/ui/choice.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface ComboboxProps {
  choices: readonly Choice[];
  value: string | null;
  onValueChange: (value: string) => void;
  placeholder?: string;
  id?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
}

/** A choice of one from a long list, narrowed by typing. */
export function Combobox({ choices, value, onValueChange, placeholder = "Search…", ...input }: ComboboxProps) {
  const hydrated = useHydrated();
  const chosen = choices.find((choice) => choice.value === value) ?? null;
  return (
    <Base.Root
      items={choices}
      disabled={!hydrated}
      value={chosen}
      onValueChange={(next) => next && onValueChange(next.value)}
      itemToStringLabel={(choice) => choice.label}
      autoHighlight
    >
      <Base.InputGroup className="relative">
        <Base.Input {...input} placeholder={placeholder} className={cn(controlClass, "pr-8")} />
        <Base.Trigger
          aria-label="Show all"
          className="absolute inset-y-0 right-0 grid w-8 place-items-center text-ink-3"
        >
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </Base.Trigger>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="z-50 outline-none">
          <Base.Popup className="max-h-[min(20rem,var(--available-height))] w-(--anchor-width) overflow-y-auto rounded-md bg-raised p-1 shadow-lg">
            <Base.Empty className="px-2 py-1.5 text-md text-ink-3 empty:hidden">Nothing by that name.</Base.Empty>
            <Base.List>
              {(choice: Choice) => (
                <Base.Item
                  key={choice.value}
                  value={choice}
                  className="grid cursor-default grid-cols-[1fr_1rem] items-center gap-3 rounded-sm px-2 py-1 text-md outline-none select-none data-highlighted:bg-hover"
                >
                  <span className="truncate">{choice.label}</span>
                  <Base.ItemIndicator className="text-accent">
                    <Check aria-hidden className="size-4" />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
