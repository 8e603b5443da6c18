import type { ClaimTable } from "#domain/federation/claim-entry.ts";

/** A claim that a rule leaves free, what the token has there, and who else is let in for it. */
export interface FreeClaim {
  readonly name: string;
  readonly given: string;
  readonly why: string;
}

/** Names the claims that a rule leaves free where that matters, of those that the token has. */
export function freeClaims(
  table: ClaimTable,
  bound: Readonly<Record<string, string>>,
  given: ReadonlyMap<string, string>,
): readonly FreeClaim[] {
  return table.entries.flatMap(({ name, whenFree }) => {
    const value = given.get(name);
    if (whenFree === null || value === undefined || Object.hasOwn(bound, name)) return [];
    return [{ name, given: value, why: whenFree }];
  });
}
