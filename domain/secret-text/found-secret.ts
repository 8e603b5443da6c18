/** Where a text holds what looks like a secret, and of what kind. It never holds the text itself. */
export interface FoundSecret {
  /** For people, such as `GitHub token`. */
  readonly kind: string;
  /** Of its first character, from 0. */
  readonly from: number;
  /** Behind its last character. */
  readonly until: number;
}
