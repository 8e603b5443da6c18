import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Classification } from "#domain/catalog/classification.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** What one classification gets in one environment; it can only tighten what environment and template say. */
export interface MatrixCell {
  readonly outcome: "auto" | "needs_approval";
  /** The stages that `needs_approval` asks; empty for `auto`. */
  readonly approval: readonly ApprovalStage[];
  /** Null: the cap of environment and template. */
  readonly lifetimeHoursMax: number | null;
  /** Null: those of environment and template. */
  readonly deliveries: readonly string[] | null;
  /** Null: those of the environment. */
  readonly regions: readonly string[] | null;
  /** Whether approvers may decide by one click in chat; only for public and internal data. */
  readonly decideInChat: boolean;
}

/** Environment × classification for some templates; an empty cell denies. */
export interface Matrix {
  readonly id: string;
  readonly title: string;
  /** Template ids; each template stands in exactly one matrix. */
  readonly templates: readonly string[];
  readonly cells: Readonly<Record<string, Readonly<Partial<Record<Classification, MatrixCell>>>>>;
}

/** The cell that a request falls into; null denies. */
export function cellOf(
  matrix: Matrix | undefined,
  place: { readonly environment: string; readonly classification: Classification },
): MatrixCell | null {
  const row = matrix && Object.hasOwn(matrix.cells, place.environment) ? matrix.cells[place.environment] : undefined;
  return row?.[place.classification] ?? null;
}

/** The matrix of a template, if the catalog has one. */
export function matrixOf({ matrices }: Pick<Catalog, "matrices">, template: string): Matrix | undefined {
  return [...matrices.values()].find(({ templates }) => templates.includes(template));
}
