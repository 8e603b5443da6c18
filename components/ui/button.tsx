"use client";

import { useId, type ComponentProps, type MouseEvent } from "react";
import { cn } from "#components/cn.ts";
import { buttonClass, type ButtonLook } from "#components/ui/button-class.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";

type ButtonProps = Omit<ComponentProps<"button">, "disabled"> &
  ButtonLook & {
    /** Why it cannot be pressed now. The button stays visible and focusable and says so. */
    disabledReason?: string | null;
    /** True while its work is under way: it keeps its width and ignores further presses. */
    busy?: boolean;
  };

/** A button that is never silently dead: when it cannot be pressed it carries the reason. */
export function Button({ variant, size, className, disabledReason, busy = false, ...props }: ButtonProps) {
  const reasonId = useId();
  const hydrated = useHydrated();
  const inert = busy || Boolean(disabledReason);
  const { onClick, children, type = "button", ...rest } = props;
  const button = (
    <button
      {...rest}
      type={inert ? "button" : type}
      disabled={!hydrated}
      aria-disabled={inert || undefined}
      aria-busy={busy || undefined}
      aria-describedby={disabledReason ? reasonId : rest["aria-describedby"]}
      className={cn(buttonClass({ variant, size }), className)}
      onClick={(event: MouseEvent<HTMLButtonElement>) => (inert ? event.preventDefault() : onClick?.(event))}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
  if (!disabledReason) return button;
  return (
    <>
      <Tooltip content={disabledReason}>{button}</Tooltip>
      <span id={reasonId} className="sr-only">
        {disabledReason}
      </span>
    </>
  );
}
