import { Link } from "#components/ui/link.tsx";
import { cn } from "#components/cn.ts";

interface LinkTab {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
}

/** Views of one list as links, so that each has its own address. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  return (
    <nav aria-label={label} className="flex gap-5 border-b border-line">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? "page" : undefined}
          className={cn(
            "-mb-px border-b-2 py-2 text-md font-medium whitespace-nowrap",
            tab.current ? "border-accent text-ink" : "border-transparent text-ink-3 hover:text-ink",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
