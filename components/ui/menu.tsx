"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

/** A list of actions under a button. */
export function Menu({
  trigger,
  side,
  children,
}: {
  trigger: ReactElement<Record<string, unknown>>;
  side?: "top" | "bottom";
  children: ReactNode;
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side ?? "bottom"} align="start" sideOffset={6} className="z-50 outline-none">
          <Base.Popup className="min-w-52 rounded-md bg-raised p-1 shadow-lg outline-none">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** One action of a menu. */
export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Base.Item
      onClick={onSelect}
      className="flex cursor-default items-center gap-2.5 rounded-sm px-2 py-1.5 text-md outline-none select-none data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:text-ink-3"
    >
      {children}
    </Base.Item>
  );
}
