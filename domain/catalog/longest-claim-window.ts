import type { Catalog } from "#domain/catalog/catalog.ts";

/** The longest claim window that a catalog can hold, hours. */
export const claimWindowHoursMax = 720;

/** The longest time, in hours, for which this catalog leaves a credential to be claimed. */
export function longestClaimWindowHours({
  templates,
  environments,
}: Pick<Catalog, "templates" | "environments">): number {
  const longest = (all: Iterable<{ readonly claimWindowHours: number }>) =>
    Math.max(0, ...Array.from(all, ({ claimWindowHours }) => claimWindowHours));
  const both = Math.min(longest(templates.values()), longest(environments.values()));
  return both === 0 ? claimWindowHoursMax : both;
}
