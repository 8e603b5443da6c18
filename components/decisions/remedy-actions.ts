import type { Remedy } from "#domain/contracts/decision.ts";

/** A field's new value. */
export type FieldChange = Pick<Remedy, "path" | "value">;

/** What pressing "Apply" does: changes the form at hand, or opens one with the changes made. */
export type RemedyActions =
  | { readonly kind: "apply"; readonly apply: (changes: readonly FieldChange[]) => void }
  | { readonly kind: "link"; readonly href: (changes: readonly FieldChange[]) => string };
