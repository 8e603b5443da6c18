import type { Catalog } from "#domain/catalog/catalog.ts";
import { classifications, type Classification } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import { cellOf, type Matrix } from "#domain/catalog/matrix.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { mergeStages } from "#domain/guardrails/merge-stages.ts";
import { narrowest } from "#domain/guardrails/narrowest.ts";

/** What a class gets in an environment, by the matrix and the environment together. */
export interface CellView {
  readonly classification: Classification;
  /** Null: denied, because the cell is empty or the environment does not take the class. */
  readonly gets: {
    readonly outcome: "auto" | "needs_approval";
    readonly lifetimeHoursMax: number;
    readonly approval: readonly ApprovalStage[];
    readonly deliveries: readonly string[];
    /** Null: wherever a back end of the environment is. */
    readonly regions: readonly string[] | null;
    /** Whether an approval, where one is asked, may be given by one click in chat. */
    readonly decideInChat: boolean;
  } | null;
}

/** A matrix as a table: one row per environment, one cell per class, least sensitive first. */
export interface MatrixView {
  readonly id: string;
  readonly title: string;
  readonly templates: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly {
    readonly environment: { readonly id: string; readonly title: string };
    readonly cells: readonly CellView[];
  }[];
}

/** Gives what each class gets in each environment for the templates of a matrix; the template's own limits are not in it. */
export function matrixView(matrix: Matrix, catalog: Pick<Catalog, "environments" | "tiers" | "templates">): MatrixView {
  return {
    id: matrix.id,
    title: matrix.title,
    templates: matrix.templates.map((id) => ({ id, title: catalog.templates.get(id)?.title ?? id })),
    rows: [...catalog.environments.values()].map((environment) => ({
      environment: { id: environment.id, title: environment.title },
      cells: classifications.map((classification) => cellView(matrix, environment, { classification, catalog })),
    })),
  };
}

function cellView(
  matrix: Matrix,
  environment: Environment,
  { classification, catalog }: { classification: Classification; catalog: Pick<Catalog, "tiers"> },
): CellView {
  const cell = cellOf(matrix, { environment: environment.id, classification });
  const tier = catalog.tiers.get(classification);
  if (cell === null || tier === undefined || !environment.classifications.includes(classification)) {
    return { classification, gets: null };
  }
  const stages = mergeStages([...(environment.approval ?? []), ...cell.approval]);
  const { mayApprove } = tier;
  const approval = stages.map((stage) => ({
    ...stage,
    groups: mayApprove === null ? stage.groups : stage.groups.filter((group) => mayApprove.includes(group)),
  }));
  return {
    classification,
    gets: {
      outcome: environment.approval !== null || cell.outcome === "needs_approval" ? "needs_approval" : "auto",
      lifetimeHoursMax: Math.min(environment.lifetimeHoursMax, cell.lifetimeHoursMax ?? environment.lifetimeHoursMax),
      approval,
      deliveries: narrowest([environment.deliveries, tier.deliveries, cell.deliveries ?? undefined]) ?? [],
      regions: narrowest([environment.regions ?? undefined, cell.regions ?? undefined]),
      decideInChat: cell.decideInChat,
    },
  };
}
