/** The handling tiers, least sensitive first. */
export const classifications = ["public", "internal", "confidential", "restricted"] as const;
export type Classification = (typeof classifications)[number];

/** Tells whether `text` names a handling tier. */
export function isClassification(text: string): text is Classification {
  return (classifications as readonly string[]).includes(text);
}
