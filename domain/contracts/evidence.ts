/** What was found: a sentence, and the rows it stands on, newest first and bounded. */
export interface EvidenceTable {
  readonly finding: string;
  /** How many rows should not be there; null: there is nothing to count. */
  readonly violations: number | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What one evidence query is, and what it found; `table` is null for whoever may not read it, or where it failed. */
export interface EvidenceResult {
  readonly id: string;
  readonly title: string;
  readonly shows: string;
  /** Ids of the controls of the pack that name it. */
  readonly controls: readonly string[];
  readonly table: EvidenceTable | null;
  /** Why there is no table; null where there is one. */
  readonly withheld: string | null;
}
