import { FlaskConical } from "lucide-react";

/** Says that this is an evaluation on one machine, so that nobody takes it for production. */
export function EmbeddedBanner() {
  return (
    <aside
      aria-label="Embedded mode"
      className="flex items-center justify-center gap-2 border-b border-brass-line bg-brass-tint px-4 py-1 text-center text-sm text-brass-ink"
    >
      <FlaskConical aria-hidden className="size-3.5 shrink-0 max-sm:hidden" />
      <p>
        Embedded mode<span className="max-sm:hidden">: demo people, one machine</span>, for evaluation only
      </p>
    </aside>
  );
}
