import type { Actor } from "#domain/access/actor.ts";
import type { LeaseListQuery, LeaseView } from "#domain/contracts/lease.ts";
import type { ServerContext } from "#server/context.ts";
import { presentLease, readLeases } from "#server/leases/lease-record.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";
import { showResource } from "#server/resources/show-resource.ts";

/** One page of leases, and where the next begins. */
export interface LeasePage {
  readonly items: readonly LeaseView[];
  readonly nextCursor: string | null;
}

const pageRows = 25;

/** Lists the leases of a resource that the actor may see, newest first. @throws not_found, invalid_input */
export async function listLeases(
  ctx: ServerContext,
  actor: Actor,
  { id, open, cursor, limit = pageRows }: LeaseListQuery & { readonly id: string },
): Promise<LeasePage> {
  const after = cursor === undefined ? null : decodeCursor(cursor, "leases");
  await showResource(ctx, actor, id);
  const pick = { resourceId: id, openOnly: open === "true", after, limit: limit + 1 };
  const records = await readLeases(ctx.db, pick);
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((record) => presentLease(record, actor)),
    nextCursor: records.length > limit && last ? encodeCursor(last, "leases") : null,
  };
}
