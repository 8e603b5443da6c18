import type { Actor } from "#domain/access/actor.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { presentLease, readLeases, type LeaseRecord } from "#server/leases/lease-record.ts";
import { visibleResources } from "#server/resources/visible-resources.ts";

/**
 * Shows one lease to whoever may see its resource, and to whoever asked for it.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showLease(ctx: ServerContext, actor: Actor, id: string): Promise<LeaseView> {
  return presentLease(await findVisibleLease(ctx, actor, id), actor);
}

/** The same, as the ledger has it. What is not there is looked for as long as what is not theirs. @throws not_found */
export async function findVisibleLease(ctx: ServerContext, actor: Actor, id: string): Promise<LeaseRecord> {
  const [record] = await readLeases(ctx.db, { id });
  const isShown =
    (record !== undefined && isOwn(actor, record)) || (await isVisible(ctx, actor, record?.resourceId ?? id));
  if (record !== undefined && isShown) return record;
  throw new AppError("not_found", "There is no such lease, or it is not yours to see.");
}

/** A workload shares its service account with others, whose leases may lie beyond its trust rule. */
function isOwn(actor: Actor, { by }: LeaseRecord): boolean {
  return by.id === actor.principalId && actor.workload === null;
}

async function isVisible(ctx: ServerContext, actor: Actor, resourceId: string): Promise<boolean> {
  const where = { AND: [{ id: resourceId }, visibleResources(actor)] };
  return (await ctx.db.prisma.resource.count({ where })) > 0;
}
