"use client";

import type { ComponentProps } from "react";
import { cn } from "#components/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";

/** A one-line text field; its label comes from the `Field` around it. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  const hydrated = useHydrated();
  return <input {...props} disabled={!hydrated} className={cn(controlClass, className)} />;
}
