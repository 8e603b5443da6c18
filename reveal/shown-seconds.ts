import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";

const strictestSeconds = 15;

/** For how long the page leaves an opened value on the screen: as the handling table says; the shortest for a class that it does not know. */
export function shownSeconds(classification: string, { tiers }: Pick<Catalog, "tiers">): number {
  const tier = isClassification(classification) ? tiers.get(classification) : undefined;
  return tier?.shownSeconds ?? Math.min(strictestSeconds, ...[...tiers.values()].map((known) => known.shownSeconds));
}
