import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canOperate } from "#domain/operations/can-operate.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { readOperations, type OperationRow } from "#server/operations/operation-rows.ts";

/** Somebody of the platform and what they move, both as they stand inside the transaction. */
export interface LockedOperation {
  readonly row: OperationRow;
  readonly standing: Actor;
  readonly requesterOwners: Awaited<ReturnType<typeof ownersOf>>;
}

/** Locks the resource and the run, or the request, in the order in which workers do. @throws not_found for what is over */
export async function lockOperation(
  tx: Queryable,
  ctx: ServerContext,
  { actor, id }: { readonly actor: Actor; readonly id: string },
): Promise<LockedOperation> {
  await tx.query(sql`SELECT FROM resources WHERE id = (SELECT resource_id FROM runs WHERE id = ${id}) FOR UPDATE`);
  await tx.query(sql`SELECT FROM runs WHERE id = ${id} FOR UPDATE`);
  await tx.query(sql`SELECT FROM requests WHERE id = ${id} FOR UPDATE`);
  const [row] = await readOperations(tx, id);
  if (row === undefined) throw new AppError("not_found", "There is no such run or request that is not over.");
  const standing = await readStanding(tx, ctx, actor);
  return { row, standing, requesterOwners: await ownersOf(tx, row) };
}

/** @throws forbidden for whoever may not move it */
export function assertOperator(standing: Actor): void {
  const permission = canOperate(standing);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
}

async function ownersOf(tx: Queryable, { requester, isAccount }: OperationRow) {
  const owners = await readAccountOwners(tx, isAccount ? [requester.principalId] : []);
  return owners.get(requester.principalId) ?? [];
}

/** The history that an operation belongs to. */
export function streamOf({ resourceId, requestId }: Pick<OperationRow, "resourceId" | "requestId">): string {
  return resourceId === null ? `request:${requestId}` : `resource:${resourceId}`;
}
