"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { useId, type ReactNode } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface CheckboxProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  label: ReactNode;
  /** A second line that is read with the label. */
  hint?: ReactNode;
}

/** One choice of several that do not exclude each other, with its words beside it. */
export function Checkbox({ checked, onCheckedChange, label, hint }: CheckboxProps) {
  const id = useId();
  const hydrated = useHydrated();
  return (
    <label className="flex items-start gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover">
      <Base.Root
        checked={checked}
        onCheckedChange={onCheckedChange}
        disabled={!hydrated}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 grid size-4.5 shrink-0 place-items-center rounded-sm border border-line-strong bg-sunken data-checked:border-accent data-checked:bg-accent"
      >
        <Base.Indicator className="text-on-accent">
          <Check aria-hidden className="size-3.5" />
        </Base.Indicator>
      </Base.Root>
      <span className="min-w-0 text-md">
        <span id={`${id}-label`}>{label}</span>
        {hint && (
          <span id={`${id}-hint`} className="block text-sm text-ink-3">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
