import { useId, type ReactNode } from "react";

interface PanelProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  /** `padded` for prose and forms; lists and tables bring their own edges. */
  padded?: boolean;
}

/** A titled region of a page. */
export function Panel({ title, aside, children, padded = false }: PanelProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="panel min-w-0">
      <div className="flex min-h-10 items-center justify-between gap-3 border-b border-line px-4 py-1.5">
        <h2 id={id} className="text-md">
          {title}
        </h2>
        {aside && <div className="text-sm text-ink-3">{aside}</div>}
      </div>
      <div className={padded ? "p-4" : undefined}>{children}</div>
    </section>
  );
}
