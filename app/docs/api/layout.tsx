import type { ReactNode } from "react";
import { SideList } from "#components/api-reference/side-list.tsx";
import { Mark } from "#components/shell/mark.tsx";
import { ThemeToggle } from "#components/shell/theme-toggle.tsx";
import { Link } from "#components/ui/link.tsx";
import { ownReference } from "#app/docs/api/own-reference.ts";

/** The frame around the contract. Like the document itself it needs no sign-in, and says nothing about anybody. */
export default function ApiReferenceLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="flex h-13 items-center justify-between border-b border-line bg-sunken px-4 md:px-8">
        <Link href="/" aria-label="Latchkey, to the catalog" className="inline-flex items-center gap-2 rounded-md">
          <Mark className="size-6" />
          <span className="text-xl leading-none font-bold tracking-[-0.015em]">Latchkey</span>
        </Link>
        <div className="flex items-center gap-3 text-md">
          <Link href="/docs/api" className="rounded-sm hover:underline">
            API reference
          </Link>
          <ThemeToggle />
        </div>
      </header>
      <div className="mx-auto max-w-6xl gap-8 px-4 py-6 md:grid md:grid-cols-[13rem_minmax(0,1fr)] md:px-8">
        <SideList tags={ownReference().tags} />
        <main id="content" tabIndex={-1} className="min-w-0 max-md:mt-6">
          {children}
        </main>
      </div>
    </>
  );
}
