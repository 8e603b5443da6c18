"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { applyTheme, readTheme, type Theme } from "#components/shell/theme.ts";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

const order = { system: "light", light: "dark", dark: "system" } as const satisfies Record<Theme, Theme>;
const icons = { system: Monitor, light: Sun, dark: Moon } as const;
const words = { system: "as the system", light: "light", dark: "dark" } as const;

/** Goes round system, light and dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>("system");
  useEffect(() => setTheme(readTheme()), []);
  const Icon = icons[theme];

  function next() {
    applyTheme(order[theme]);
    setTheme(order[theme]);
  }

  return (
    <Tooltip content={`Theme: ${words[theme]}`}>
      <Button
        variant="quiet"
        size="icon"
        aria-label={`Theme: ${words[theme]}. Change to ${words[order[theme]]}.`}
        onClick={next}
      >
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  );
}
