import type { ReactNode } from "react";
import { Mark } from "#components/shell/mark.tsx";

/** A page without the frame, for people who are not signed in and for addresses that lead nowhere. */
export function BarePage({ children }: { children: ReactNode }) {
  return (
    <main id="content" className="mx-auto flex min-h-dvh max-w-2xl flex-col justify-center px-6 py-12">
      <Mark className="size-9" />
      {children}
    </main>
  );
}
