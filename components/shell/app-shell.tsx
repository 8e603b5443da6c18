import { Link } from "#components/ui/link.tsx";
import type { ReactNode } from "react";
import { CommandPalette } from "#components/shell/command-palette.tsx";
import { InboxButton } from "#components/shell/inbox-button.tsx";
import { EmbeddedBanner } from "#components/shell/embedded-banner.tsx";
import { MainNav } from "#components/shell/main-nav.tsx";
import { Mark } from "#components/shell/mark.tsx";
import { PaletteButton } from "#components/shell/palette-button.tsx";
import { Shortcuts } from "#components/shell/shortcuts.tsx";
import { ThemeToggle } from "#components/shell/theme-toggle.tsx";
import { UserMenu } from "#components/shell/user-menu.tsx";
import type { Viewer } from "#components/shell/viewer.ts";

interface AppShellProps {
  viewer: Viewer;
  /** How many requests wait for this person. */
  waiting: number;
  /** How much of their inbox is unread. */
  unread: number;
  embedded: boolean;
  children: ReactNode;
}

/** The frame around every page of a signed-in person. */
export function AppShell({ viewer, waiting, unread, embedded, children }: AppShellProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className="flex flex-1 max-md:flex-col">
        <div className="w-56 shrink-0 border-r border-line bg-sunken max-md:hidden">
          <header className="sticky top-0 flex h-dvh flex-col py-3">
            <Wordmark className="mb-4 px-4.5" />
            <div className="mb-3 px-2">
              <PaletteButton />
            </div>
            <MainNav waiting={waiting} unread={unread} placement="side" />
            <div className="mt-auto flex items-center gap-1 border-t border-line px-2 pt-2">
              <div className="grid min-w-0 flex-1">
                <UserMenu viewer={viewer} />
              </div>
              <ThemeToggle />
            </div>
          </header>
        </div>
        <header className="sticky top-0 z-20 flex h-13 items-center justify-between border-b border-line bg-sunken px-3 md:hidden">
          <Wordmark />
          <div className="flex items-center">
            <InboxButton unread={unread} />
            <PaletteButton compact />
            <ThemeToggle />
            <UserMenu viewer={viewer} compact />
          </div>
        </header>
        <div className="flex min-w-0 flex-1 flex-col">
          {embedded && <EmbeddedBanner />}
          <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 pt-5 pb-24 md:px-8 md:pt-7 md:pb-16">
            <div className="mx-auto max-w-6xl">{children}</div>
          </main>
        </div>
        <div className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-sunken pb-[env(safe-area-inset-bottom)] md:hidden">
          <MainNav waiting={waiting} unread={unread} placement="bottom" />
        </div>
      </div>
      <CommandPalette />
      <Shortcuts />
    </div>
  );
}

function Wordmark({ className }: { className?: string }) {
  return (
    <div className={className}>
      <Link href="/" aria-label="Latchkey, to the catalog" className="inline-flex items-center gap-2 rounded-md">
        <Mark className="size-6" />
        <span className="text-xl leading-none font-bold tracking-[-0.015em]">Latchkey</span>
      </Link>
    </div>
  );
}
