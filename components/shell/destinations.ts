import { Bell, Bot, Inbox, LayoutGrid, Layers, ScrollText, ShieldCheck, type LucideIcon } from "lucide-react";

interface Destination {
  readonly href: string;
  readonly label: string;
  /** Its label where six of them share the width of a phone; absent where the label is short enough. */
  readonly shortLabel?: string;
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  /** Whether a phone shows it in its header, where six others share the bar below. */
  readonly isInHeader?: true;
}

/** The places of the product, in the order they are shown. */
export const destinations: readonly Destination[] = [
  { href: "/", label: "Catalog", icon: LayoutGrid, key: "c" },
  { href: "/requests", label: "Requests", icon: ScrollText, key: "r" },
  { href: "/approvals", label: "Approvals", icon: Inbox, key: "a" },
  { href: "/inbox", label: "Inbox", icon: Bell, key: "i", isInHeader: true },
  { href: "/resources", label: "Resources", icon: Layers, key: "s" },
  { href: "/service-accounts", label: "Service accounts", shortLabel: "Accounts", icon: Bot, key: "b" },
  { href: "/guardrails", label: "Guardrails", shortLabel: "Rules", icon: ShieldCheck, key: "g" },
];

const ofServiceAccounts = ["/service-accounts", "/trust-rules", "/webhooks"];

/** Tells whether `pathname` lies within a place; the catalog owns its templates, service accounts what machines come and go by. */
export function isWithin(href: string, pathname: string): boolean {
  if (href === "/") return pathname === "/" || pathname.startsWith("/templates/");
  const own = href === "/service-accounts" ? ofServiceAccounts : [href];
  return own.some((one) => pathname === one || pathname.startsWith(`${one}/`));
}
