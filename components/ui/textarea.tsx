"use client";

import type { ComponentProps } from "react";
import { cn } from "#components/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";

/** A text field of several lines that grows with what is typed. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  const hydrated = useHydrated();
  return (
    <textarea
      rows={3}
      {...props}
      disabled={!hydrated}
      className={cn(controlClass, "field-sizing-content h-auto min-h-18 resize-y py-1.5 leading-normal", className)}
    />
  );
}
