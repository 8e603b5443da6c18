import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { DeactivateBody, KnownPersonView } from "#domain/contracts/person.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canDeactivate } from "#domain/people/can-manage-people.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { promise } from "#server/outbox/promise.ts";
import { lockPerson } from "#server/people/lock-person.ts";
import { showPerson } from "#server/people/show-person.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";

type DeactivateInput = DeactivateBody & { readonly id: string };

/**
 * Lets somebody act no more, from the moment this returns: their sessions are ended, their tokens and open grants are
 * refused, their next sign-in too. What they left behind, requests, votes and things, is settled right after from the rows.
 *
 * Of two administrators who deactivate each other at once, one stays.
 * @throws not_found, forbidden, wrong_state, secret_in_text
 */
export async function deactivatePerson(
  ctx: ServerContext,
  actor: Actor,
  { id, reason }: DeactivateInput,
): Promise<KnownPersonView> {
  await showPerson(ctx, actor, id);
  await assertNoSecret({ reason });
  await ctx.db.transaction(async (tx) => {
    const person = await lockPerson(tx, ctx, { id, actor });
    const manager = await readStanding(tx, ctx, actor);
    const permission = canDeactivate(manager, person);
    if (!permission.allowed) {
      const clear = { ...person, isDeactivated: false, isLastAdmin: false };
      throw new AppError(canDeactivate(manager, clear).allowed ? "wrong_state" : "forbidden", permission.reason);
    }
    await tx.query(sql`
      WITH ended AS (UPDATE sessions SET revoked_at = now() WHERE principal_id = ${id} AND revoked_at IS NULL)
      UPDATE principals SET disabled_at = clock_timestamp() WHERE id = ${id}`);
    await appendAudit(tx, {
      stream: `principal:${id}`,
      requestId: null,
      actor: auditActor(actor),
      action: "person.deactivated",
      object: `principal:${id}`,
      message: `${person.name} was deactivated and cannot sign in any more.`,
      details: { reason },
    });
    await promise(tx, { topic: "person.left", key: id, payload: { principalId: id } });
  });
  return showPerson(ctx, actor, id);
}
