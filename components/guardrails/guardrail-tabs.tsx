"use client";

import { usePathname } from "next/navigation";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";

const home = "/guardrails";

const tabs = [
  { href: home, label: "Rules" },
  { href: `${home}/matrix`, label: "Matrix" },
  { href: `${home}/handling`, label: "Handling" },
  { href: `${home}/environments`, label: "Environments" },
  { href: `${home}/packs`, label: "Packs" },
  { href: `${home}/quotas`, label: "Quotas" },
] as const;

/** For those who keep the rules and those who audit them. */
const keeperTabs = [
  { href: `${home}/replay`, label: "Replay" },
  { href: `${home}/shadow`, label: "Shadow" },
  { href: `${home}/catalog`, label: "Catalog set" },
] as const;

/** The views of the guardrails. */
export function GuardrailTabs({ keeper }: { keeper: boolean }) {
  const pathname = usePathname();
  const shown = keeper ? [...tabs, ...keeperTabs] : tabs;
  const isCurrent = (href: string) => (href === home ? pathname === home : pathname.startsWith(href));
  return (
    <div className="mb-5 overflow-x-auto">
      <LinkTabs
        label="Views of the guardrails"
        tabs={shown.map(({ href, label }) => ({ href, label, current: isCurrent(href) }))}
      />
    </div>
  );
}
