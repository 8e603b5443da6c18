"use client";

import { Search } from "lucide-react";
import { openPalette } from "#components/shell/shell-events.ts";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

/** Opens the palette by pointer and says which keys do it too. */
export function PaletteButton({ compact = false }: { compact?: boolean }) {
  if (compact) {
    return (
      <Button variant="quiet" size="icon" aria-label="Search and go to" onClick={openPalette}>
        <Search aria-hidden />
      </Button>
    );
  }
  return (
    <Button
      aria-label="Search and go to"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={openPalette}
      className="w-full justify-start border-line text-ink-3"
    >
      <Search aria-hidden />
      <span className="flex-1 text-left font-normal">Go to…</span>
      <Kbd>Ctrl K</Kbd>
    </Button>
  );
}
