import type { Remedy } from "#domain/contracts/decision.ts";

/** What pressing "Apply" does: changes the form at hand, or opens one with the change made. */
export type RemedyActions =
  | { readonly kind: "apply"; readonly apply: (path: string, value: unknown) => void }
  | { readonly kind: "link"; readonly href: (remedy: Remedy, value: unknown) => string };
