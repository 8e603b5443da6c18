/** The look shared by everything a value is typed or chosen in. */
export const controlClass =
  "h-control w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-md text-ink transition-colors placeholder:text-ink-3 hover:border-ink-3 focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-focus aria-invalid:border-bad data-invalid:border-bad pointer-coarse:text-lg";
