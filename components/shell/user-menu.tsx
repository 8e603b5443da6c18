"use client";

import {
  Activity,
  BookOpen,
  ChevronsUpDown,
  Keyboard,
  LogOut,
  MessageSquare,
  MonitorSmartphone,
  Siren,
  Users,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { identityFlow } from "#components/api/identity-flow.ts";
import { openShortcutHelp } from "#components/shell/shell-events.ts";
import type { Viewer } from "#components/shell/viewer.ts";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { toasts } from "#components/ui/toasts.ts";

/** Who is signed in, and the way out. */
export function UserMenu({ viewer, compact = false }: { viewer: Viewer; compact?: boolean }) {
  const router = useRouter();
  return (
    <Menu
      side={compact ? "bottom" : "top"}
      trigger={
        <button
          type="button"
          aria-label={`Account of ${viewer.name}`}
          className="flex min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left transition-colors hover:bg-hover"
        >
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full border border-brass-line bg-brass-tint text-sm font-bold text-brass-ink uppercase"
          >
            {viewer.name.slice(0, 1)}
          </span>
          {!compact && (
            <>
              <span className="min-w-0 flex-1 leading-tight">
                <span className="block truncate text-md font-medium">{viewer.name}</span>
                <span className="block truncate text-sm text-ink-3">{belongs(viewer)}</span>
              </span>
              <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
            </>
          )}
        </button>
      }
    >
      <div className="max-w-72 border-b border-line px-2 pt-1 pb-2 text-sm text-ink-3">
        <p className="text-md font-medium text-ink">{viewer.name}</p>
        {viewer.email && <p className="[overflow-wrap:anywhere]">{viewer.email}</p>}
        <p className="mt-1">{belongs(viewer)}</p>
      </div>
      <div className="pt-1">
        <MenuItem onSelect={() => window.open("/devices", "_blank", "noopener")}>
          <MonitorSmartphone aria-hidden />
          Devices
          <span className="sr-only">(opens in a new tab)</span>
        </MenuItem>
        {viewer.hasChat && (
          <MenuItem onSelect={() => router.push("/chat-link")}>
            <MessageSquare aria-hidden />
            Chat
          </MenuItem>
        )}
        {viewer.hasEmergencies && (
          <MenuItem onSelect={() => router.push("/break-glass")}>
            <Siren aria-hidden />
            Emergency access
          </MenuItem>
        )}
        {viewer.seesOperations && (
          <MenuItem onSelect={() => router.push("/operations")}>
            <Activity aria-hidden />
            Operations
          </MenuItem>
        )}
        {viewer.seesPeople && (
          <MenuItem onSelect={() => router.push("/people")}>
            <Users aria-hidden />
            People
          </MenuItem>
        )}
        <MenuItem onSelect={() => router.push("/docs/api")}>
          <BookOpen aria-hidden />
          API reference
        </MenuItem>
        <MenuItem onSelect={openShortcutHelp}>
          <Keyboard aria-hidden />
          Keyboard shortcuts
        </MenuItem>
        <MenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden />
          Sign out
        </MenuItem>
      </div>
    </Menu>
  );
}

function belongs(viewer: Viewer): string {
  const all = [...new Set([...viewer.teams, ...viewer.roles])];
  return all.length > 0 ? all.join(" · ") : "in no team";
}

async function signOut() {
  try {
    window.location.assign(await identityFlow("signout", "/sign-in"));
  } catch {
    toasts.add({
      type: "error",
      title: "You are still signed in",
      description: "The server could not be reached. Try again.",
    });
  }
}
