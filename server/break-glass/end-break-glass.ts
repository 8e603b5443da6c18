import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { canEndEmergency } from "#domain/break-glass/can-tend-emergency.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { lockEmergency } from "#server/break-glass/lock-emergency.ts";
import { emergencyNotFound, showEmergency } from "#server/break-glass/show-emergency.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";

/**
 * Ends emergency access before its time: nobody opens its credential from now on, and the worker ends the login, with
 * proof. One that waits is taken back.
 *
 * @throws not_found, forbidden, wrong_state
 */
export async function endBreakGlass(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<EmergencyView> {
  await showEmergency(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const emergency = await lockEmergency(tx, id);
    if (emergency === null) throw emergencyNotFound();
    const person = await readStanding(tx, ctx, actor);
    const permission = canEndEmergency(person, { ...emergency, catalog: ctx.catalog });
    if (!permission.allowed) {
      const entitled = canEndEmergency(person, { ...emergency, state: "active", catalog: ctx.catalog }).allowed;
      const details = { state: emergency.state };
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details });
    }
    const waits = emergency.state === "waiting";
    await (waits
      ? tx.query(sql`UPDATE emergencies SET state = 'lapsed' WHERE id = ${id}`)
      : tx.query(sql`SELECT end_emergency(${id})`));
    await appendAudit(tx, {
      stream: `resource:${emergency.resourceId}`,
      requestId: emergency.requestId,
      actor: auditActor(actor),
      action: waits ? "emergency.withdrawn" : "emergency.end_asked",
      object: `emergency:${id}`,
      message: waits
        ? `The emergency access of ${emergency.by.name} was taken back before it began.`
        : `The emergency access of ${emergency.by.name} ends now.`,
    });
  });
  return showEmergency(ctx, actor, id);
}
