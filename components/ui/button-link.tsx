import { Link } from "#components/ui/link.tsx";
import type { ComponentProps } from "react";
import { cn } from "#components/cn.ts";
import { buttonClass, type ButtonLook } from "#components/ui/button-class.ts";

/** A link that looks like a button: for going somewhere, never for changing something. */
export function ButtonLink({ variant, size, className, ...props }: ComponentProps<typeof Link> & ButtonLook) {
  return <Link {...props} className={cn(buttonClass({ variant, size }), className)} />;
}
