import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { BackendHealthView, PauseBody } from "#domain/contracts/operation.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { recordBackendEvent } from "#server/health/record-backend-event.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { listBackendHealth } from "#server/operations/list-backend-health.ts";
import { assertOperator } from "#server/operations/lock-operation.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";

type Input = PauseBody & { readonly id: string };

/**
 * Lets nothing new be put on a back end from now on; what is there works on, what was approved waits. No check resumes what
 * a person paused.
 *
 * @throws forbidden, not_found, wrong_state, secret_in_text
 */
export async function pauseBackend(
  ctx: ServerContext,
  actor: Actor,
  { id, reason }: Input,
): Promise<BackendHealthView> {
  return change(ctx, actor, { id, reason, isPause: true });
}

/**
 * Lets new things be put on a back end again, and has it checked soon.
 *
 * @throws forbidden, not_found, wrong_state, secret_in_text
 */
export async function resumeBackend(
  ctx: ServerContext,
  actor: Actor,
  { id, reason }: Input,
): Promise<BackendHealthView> {
  return change(ctx, actor, { id, reason, isPause: false });
}

type Change = Input & { readonly isPause: boolean };

async function change(ctx: ServerContext, actor: Actor, { id, reason, isPause }: Change): Promise<BackendHealthView> {
  await show(ctx, actor, id);
  await assertNoSecret({ reason });
  await ctx.db.transaction(async (tx) => {
    assertOperator(await readStanding(tx, ctx, actor));
    if (!(await write(tx, actor, { id, reason, isPause }))) {
      throw new AppError("wrong_state", isPause ? "It is paused already." : "It is not paused.");
    }
    await recordBackendEvent(tx, {
      backend: id,
      actor: auditActor(actor),
      action: isPause ? "backend.paused" : "backend.resumed",
      message: `${isPause ? "Nothing new is put on" : "New things are put again on"} ${id}: ${reason}`,
    });
  });
  return show(ctx, actor, id);
}

/** @returns whether it was not so before */
async function write(tx: Queryable, actor: Actor, { id, reason, isPause }: Change): Promise<boolean> {
  const changed = isPause
    ? await tx.query(sql`
        UPDATE backend_health SET paused_at = clock_timestamp(), paused_by = ${actor.principalId}, pause_reason = ${reason}
        WHERE name = ${id} AND paused_at IS NULL RETURNING name`)
    : await tx.query(sql`
        UPDATE backend_health SET paused_at = NULL, paused_by = NULL, pause_reason = NULL, canary_failures = 0,
          canary_at = clock_timestamp() + interval '1 minute'
        WHERE name = ${id} AND paused_at IS NOT NULL RETURNING name`);
  return changed.length > 0;
}

/** @throws forbidden, not_found for what the catalog does not know or nobody has looked at yet */
async function show(ctx: ServerContext, actor: Actor, id: string): Promise<BackendHealthView> {
  const { items } = await listBackendHealth(ctx, actor);
  const backend = items.find(({ name, canaryAt }) => name === id && canaryAt !== null);
  if (backend === undefined) throw new AppError("not_found", "There is no such back end, or it was never connected.");
  return backend;
}
