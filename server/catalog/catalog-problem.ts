/** One reason why a catalog is refused, and where it stands. */
export interface CatalogProblem {
  /** As the operator would type it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly reason: string;
}
