import { FilePlus2, type LucideIcon, ScrollText } from "lucide-react";
import type { usePlaceNames } from "#components/patterns/place-names.tsx";
import { requestLooks } from "#components/patterns/state-look.ts";
import { destinations } from "#components/shell/destinations.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

/** One line of the palette: somewhere to go. */
export interface PaletteEntry {
  readonly value: string;
  readonly label: string;
  readonly aside: string;
  readonly icon: LucideIcon;
  readonly href: string;
}

/** Lines of the palette under one heading. */
export interface PaletteGroup {
  readonly value: string;
  readonly items: readonly PaletteEntry[];
}

/** Puts the palette's lines together; groups without a line are left out. */
export function paletteGroups(
  templates: readonly TemplateView[],
  requests: readonly RequestView[],
  names: ReturnType<typeof usePlaceNames>,
): PaletteGroup[] {
  const groups: PaletteGroup[] = [
    {
      value: "Go to",
      items: destinations.map(({ href, label, icon, key }) => ({ value: href, label, icon, href, aside: `g ${key}` })),
    },
    {
      value: "Request",
      items: templates.map(({ id, title }) => ({
        value: `template:${id}`,
        label: title,
        aside: id,
        icon: FilePlus2,
        href: `/templates/${id}`,
      })),
    },
    {
      value: "Recent requests",
      items: requests.map((request) => ({
        value: `request:${request.id}`,
        label: `${request.name} in ${names.environment(request.environment)}`,
        aside: `${names.team(request.team)} · ${requestLooks[request.state].label}`,
        icon: ScrollText,
        href: `/requests/${request.id}`,
      })),
    },
  ];
  return groups.filter((group) => group.items.length > 0);
}
