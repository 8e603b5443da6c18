/** One value a person can choose. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  /** Why it cannot be chosen now. */
  readonly disabledReason?: string | null;
}
