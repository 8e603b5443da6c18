import type { Policy } from "#domain/catalog/policy.ts";

/** One control of a standard, and what of it this product does. */
export interface PackControl {
  /** As the standard numbers it, such as `45 CFR 164.312(a)(2)(iii)`. */
  readonly id: string;
  readonly title: string;
  /** Ids of the rules of the pack that enforce it. */
  readonly rules: readonly string[];
  /** What the product itself does for it, whatever the rules, as sentences. */
  readonly builtIn: readonly string[];
  /** Id of the evidence query that shows it; null: none. */
  readonly evidence: string | null;
  /** What is left to the organisation, as a sentence; null: nothing. */
  readonly gap: string | null;
}

/** A compliance pack: a versioned set of rules that can only tighten, with the controls they are for. */
export interface Pack {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly summary: string;
  readonly maintainers: readonly string[];
  readonly rules: readonly Policy[];
  readonly controls: readonly PackControl[];
  /** Minutes without use after which a session ends where the pack is attached; null: none. */
  readonly sessionIdleMinutes: number | null;
  /** How many have to agree to emergency access where the pack is attached; null: as many as the catalog says. */
  readonly breakGlassPersons: 2 | null;
}

/** Where a pack holds: a request that any of these names is under it. */
export interface PackAttachment {
  readonly pack: string;
  readonly teams: readonly string[];
  readonly templates: readonly string[];
  readonly environments: readonly string[];
}

/** Tells whether an attachment puts what is asked for in a place under its pack. */
export function attaches(
  { teams, templates, environments }: PackAttachment,
  place: { readonly team: string; readonly template: string; readonly environment: string },
): boolean {
  return teams.includes(place.team) || templates.includes(place.template) || environments.includes(place.environment);
}
