"use client";

import { Checkbox } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import { useId } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface SelectBoxProps {
  /** What is selected, e.g. its name. */
  name: string;
  checked: boolean;
  onCheckedChange: () => void;
  /** Why it cannot be selected now. */
  disabledReason: string | null;
}

/** The box that puts one row with others; where it cannot be ticked it says why. */
export function SelectBox({ name, checked, onCheckedChange, disabledReason }: SelectBoxProps) {
  const id = useId();
  const hydrated = useHydrated();
  return (
    <span title={disabledReason ?? undefined} className="relative z-10 -m-1.5 inline-grid p-1.5">
      <Checkbox.Root
        checked={checked}
        onCheckedChange={onCheckedChange}
        disabled={!hydrated || disabledReason !== null}
        aria-label={`Select ${name}`}
        aria-describedby={disabledReason ? id : undefined}
        className="grid size-4.5 place-items-center rounded-sm border border-line-strong bg-surface data-checked:border-accent data-checked:bg-accent data-disabled:border-dashed data-disabled:bg-transparent data-disabled:opacity-60"
      >
        <Checkbox.Indicator className="text-on-accent">
          <Check aria-hidden className="size-3.5" />
        </Checkbox.Indicator>
      </Checkbox.Root>
      {disabledReason && (
        <span id={id} className="sr-only">
          {disabledReason}
        </span>
      )}
    </span>
  );
}
