"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { usePlaceNames } from "#components/patterns/place-names.tsx";
import { paletteGroups, type PaletteEntry, type PaletteGroup } from "#components/shell/palette-entries.ts";
import { onPalette } from "#components/shell/shell-events.ts";
import { Kbd } from "#components/ui/kbd.tsx";
import { requestListSchema } from "#domain/contracts/request.ts";
import { templateListSchema } from "#domain/contracts/template.ts";

/** Goes anywhere by a few typed letters; opened by Ctrl K or Cmd K. */
export function CommandPalette() {
  const [open, setOpen] = useState(false);
  useEffect(() => onPalette(() => setOpen(true)), []);
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((shown) => !shown);
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center px-3 pt-[12dvh]">
          <Dialog.Popup
            aria-label="Search and go to"
            className="w-full max-w-xl overflow-hidden rounded-lg bg-raised shadow-lg outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            <Palette onLeave={() => setOpen(false)} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette({ onLeave }: { onLeave: () => void }) {
  const router = useRouter();
  const templates = useQuery({
    queryKey: ["palette", "templates"],
    queryFn: ({ signal }) => callApi({ path: "/templates", answer: templateListSchema, signal }),
    staleTime: 60_000,
  });
  const requests = useQuery({
    queryKey: ["palette", "requests"],
    queryFn: ({ signal }) => callApi({ path: "/requests?limit=20", answer: requestListSchema, signal }),
  });
  const names = usePlaceNames();
  const groups = paletteGroups(templates.data?.items ?? [], requests.data?.items ?? [], names);

  function go(entry: PaletteEntry) {
    onLeave();
    router.push(entry.href);
  }

  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(entry: PaletteEntry) => `${entry.label} ${entry.aside}`}
    >
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
        <Autocomplete.Input
          aria-label="Search and go to"
          placeholder="A page, a template, a request…"
          className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-ink-3"
        />
        <Dialog.Close className="rounded-sm" aria-label="Close">
          <Kbd>Esc</Kbd>
        </Dialog.Close>
      </div>
      <Autocomplete.Empty className="px-4 py-8 text-center text-md text-ink-3 empty:hidden">
        Nothing by that name.
      </Autocomplete.Empty>
      <Autocomplete.List className="max-h-[min(60dvh,26rem)] scroll-py-2 overflow-y-auto overscroll-contain p-2 empty:hidden">
        {(group: PaletteGroup) => (
          <Autocomplete.Group key={group.value} items={group.items} className="not-last:mb-2">
            <Autocomplete.GroupLabel className="px-2 py-1 text-sm text-ink-3">{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(entry: PaletteEntry) => <Line key={entry.value} entry={entry} onGo={go} />}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}

function Line({ entry, onGo }: { entry: PaletteEntry; onGo: (entry: PaletteEntry) => void }) {
  const Icon = entry.icon;
  return (
    <Autocomplete.Item
      value={entry}
      onClick={() => onGo(entry)}
      className="flex cursor-default items-center gap-2.5 rounded-md px-2 py-1.5 text-md outline-none select-none data-highlighted:bg-pressed"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      <span className="max-w-[45%] truncate text-sm text-ink-2">{entry.aside}</span>
    </Autocomplete.Item>
  );
}
