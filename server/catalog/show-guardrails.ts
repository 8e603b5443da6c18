import type { HandlingTier } from "#domain/catalog/handling-tier.ts";
import { environmentViews, type EnvironmentView } from "#domain/guardrails/environment-view.ts";
import { matrixView, type MatrixView } from "#domain/guardrails/matrix-view.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readBackendStates } from "#server/catalog/read-backend-states.ts";
import type { ServerContext } from "#server/context.ts";

/** Shows every matrix as what each class gets in each environment, to everybody who is signed in. */
export function showMatrices({ catalog }: ServerContext): readonly MatrixView[] {
  return [...catalog.matrices.values()].map((matrix) => matrixView(matrix, catalog));
}

/** Shows the handling table, least sensitive first, to everybody who is signed in. */
export function showHandling({ catalog }: ServerContext): readonly HandlingTier[] {
  return [...catalog.tiers.values()];
}

/** Shows every environment in the order of promotion, with what is frozen and connected now, to everybody who is signed in. */
export async function showEnvironments({ catalog, db }: ServerContext): Promise<readonly EnvironmentView[]> {
  const [states, [clock]] = await Promise.all([
    readBackendStates(db),
    db.query<{ now: Date }>(sql`SELECT clock_timestamp() AS now`),
  ]);
  if (clock === undefined) throw new Error("The ledger has no clock.");
  return environmentViews(catalog, { at: clock.now, ...states });
}
