/** Who may have emergency access to what is not theirs, and how. */
export interface BreakGlass {
  /** Addresses as the identity provider vouches for them, in lower case; empty: nobody. */
  readonly people: readonly string[];
  /** How long one use lasts at most; never more than 1. */
  readonly hoursMax: number;
  /** How many have to agree; a pack may ask for two where this says one. */
  readonly persons: 1 | 2;
  /** Within how many hours each use is reviewed; until then nobody is stopped. */
  readonly reviewHours: number;
}

/** Of a catalog that says nothing of it: nobody. */
export const noBreakGlass: BreakGlass = { people: [], hoursMax: 1, persons: 2, reviewHours: 24 };
