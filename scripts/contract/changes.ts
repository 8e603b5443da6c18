/** What is different between two contracts, in sentences that name the place. */
export interface Changes {
  /** What a client of the old one can fail at. */
  readonly breaking: readonly string[];
  /** What a client of the old one does not notice. */
  readonly additive: readonly string[];
}

/** Puts changes together, each sentence once. */
export function join(...all: readonly Changes[]): Changes {
  return {
    breaking: [...new Set(all.flatMap(({ breaking }) => breaking))],
    additive: [...new Set(all.flatMap(({ additive }) => additive))],
  };
}

/** One sentence that breaks clients where `isBreaking`. */
export function change(isBreaking: boolean, sentence: string): Changes {
  return isBreaking ? { breaking: [sentence], additive: [] } : { breaking: [], additive: [sentence] };
}
