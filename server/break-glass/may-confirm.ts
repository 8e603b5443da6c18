import type { Actor } from "#domain/access/actor.ts";
import { refused, type Permission } from "#domain/access/permission.ts";
import { canConfirmGlass } from "#domain/break-glass/can-break-glass.ts";
import type { EmergencyRecord } from "#server/break-glass/emergency-record.ts";
import { readGlassCase } from "#server/break-glass/read-glass-case.ts";
import type { ServerContext } from "#server/context.ts";

/** Tells whether the actor may be the second person of a use that waits, as a page shows it; confirming decides anew. */
export async function mayConfirm(ctx: ServerContext, actor: Actor, record: EmergencyRecord): Promise<Permission> {
  if (record.confirmBy === null || record.confirmBy.getTime() < Date.now()) return refused("Its time has passed.");
  const glass = await readGlassCase(ctx.db, ctx, record.resource.id);
  const first = { principalId: record.principal.id, email: record.principal.email };
  return canConfirmGlass(actor, { ...glass, catalog: ctx.catalog, first });
}
