import type { Actor } from "#domain/access/actor.ts";
import type { DecideQuestion } from "#domain/approvals/can-decide.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { approvalCase } from "#server/approvals/approval-case.ts";
import { readAccountOwners } from "#server/approvals/read-account-owners.ts";
import { readAskedStages } from "#server/approvals/read-asked-stages.ts";
import type { ServerContext } from "#server/context.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { lockRequest, type LockedRequest } from "#server/requests/lock-request.ts";

/** A locked request, and the question of separation of duties of who wants to decide on it. */
export interface LockedCase {
  readonly record: LockedRequest;
  readonly question: DecideQuestion;
  /** Stages of its plan on which the actor is one of those who may decide; null: the revision does not say who may. */
  readonly askedStages: readonly number[] | null;
}

/**
 * Locks a request and puts the question whether somebody may decide on it, as both stand at this moment: who was disabled
 * or lost a group since the call began is so here already.
 *
 * @throws not_found, unauthenticated
 */
export async function lockCase(
  tx: Queryable,
  ctx: ServerContext,
  { actor, id }: { readonly actor: Actor; readonly id: string },
): Promise<LockedCase> {
  const record = await lockRequest(tx, id);
  const standing = await readStanding(tx, ctx, actor);
  const owners = await readAccountOwners(tx, [record.requesterId]);
  const requesterOwners = owners.get(record.requesterId) ?? [];
  const asked = (await readAskedStages(tx, actor, [record.id])).get(record.id) ?? null;
  const question = approvalCase(ctx.catalog, standing, { ...record, requesterOwners, askedStages: asked });
  return { record, question, askedStages: asked?.stages ?? null };
}
