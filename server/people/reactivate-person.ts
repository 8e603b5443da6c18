import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { KnownPersonView } from "#domain/contracts/person.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canReactivate } from "#domain/people/can-manage-people.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { lockPerson } from "#server/people/lock-person.ts";
import { showPerson } from "#server/people/show-person.ts";

/**
 * Lets somebody sign in again, and restores nothing else: no session, no request, no vote, no credential.
 *
 * @throws not_found, forbidden, wrong_state
 */
export async function reactivatePerson(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<KnownPersonView> {
  await showPerson(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const person = await lockPerson(tx, ctx, { id, actor });
    const manager = await readStanding(tx, ctx, actor);
    const permission = canReactivate(manager, person);
    if (!permission.allowed) {
      const entitled = canReactivate(manager, { ...person, isDeactivated: true }).allowed;
      throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason);
    }
    await tx.query(sql`UPDATE principals SET disabled_at = NULL WHERE id = ${id}`);
    await appendAudit(tx, {
      stream: `principal:${id}`,
      requestId: null,
      actor: auditActor(actor),
      action: "person.reactivated",
      object: `principal:${id}`,
      message: `${person.name} can sign in again. Nothing else of theirs was restored.`,
    });
  });
  return showPerson(ctx, actor, id);
}
