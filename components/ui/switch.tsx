"use client";

import { Switch as Base } from "@base-ui/react/switch";
import { useHydrated } from "#components/ui/use-hydrated.ts";

interface SwitchProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  id?: string;
  "aria-label"?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string | undefined;
}

/** A setting that is on or off. */
export function Switch(props: SwitchProps) {
  const hydrated = useHydrated();
  return (
    <Base.Root
      {...props}
      disabled={!hydrated}
      className="flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-0.5 transition-colors data-checked:border-accent data-checked:bg-accent"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-ink-3 transition-transform data-checked:translate-x-4 data-checked:bg-on-accent" />
    </Base.Root>
  );
}
