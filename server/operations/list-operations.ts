import type { Actor } from "#domain/access/actor.ts";
import type { OperationList, OperationListQuery, OperationView } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canSeeOperations } from "#domain/operations/can-operate.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import type { ServerContext } from "#server/context.ts";
import { readOperations, type OperationRow } from "#server/operations/operation-rows.ts";
import { presentOperation } from "#server/operations/present-operation.ts";

/**
 * Lists everything that is not over: what needs somebody first, then what is blocked, then the oldest.
 *
 * @throws forbidden without a platform role
 */
export async function listOperations(
  ctx: ServerContext,
  actor: Actor,
  { backend, kind, only, q = "" }: OperationListQuery,
): Promise<OperationList> {
  const permission = canSeeOperations(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const items = await presentAll(ctx, actor, await readOperations(ctx.db));
  const wanted = items.filter(
    (item) =>
      (backend === undefined || item.backend === backend) &&
      (kind === undefined || item.kind === kind) &&
      (only === undefined || item.needsSomebody) &&
      [item.name, item.team, item.id].some((text) => text.includes(q.trim().toLowerCase())),
  );
  return { items: wanted.toSorted((a, b) => rankOf(a) - rankOf(b)), nextCursor: null };
}

function rankOf({ needsSomebody, closure, blockedReason }: OperationView): number {
  if (closure !== null) return 0;
  if (needsSomebody) return 1;
  return blockedReason === null ? 3 : 2;
}

/**
 * Shows one of them.
 *
 * @throws forbidden without a platform role, not_found for what is over
 */
export async function showOperation(ctx: ServerContext, actor: Actor, id: string): Promise<OperationView> {
  const permission = canSeeOperations(actor);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  const [item] = await presentAll(ctx, actor, await readOperations(ctx.db, id));
  if (item === undefined) throw new AppError("not_found", "There is no such run or request that is not over.");
  return item;
}

async function presentAll(ctx: ServerContext, actor: Actor, rows: readonly OperationRow[]): Promise<OperationView[]> {
  const accounts = rows.filter(({ isAccount }) => isAccount).map(({ requester }) => requester.principalId);
  const owners = await readAccountOwners(ctx.db, [...new Set(accounts)]);
  return rows.map((row) => presentOperation(actor, row, owners.get(row.requester.principalId) ?? []));
}
