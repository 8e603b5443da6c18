import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canEndDrain } from "#domain/resources/can-end-drain.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { showResource } from "#server/resources/show-resource.ts";

/**
 * Ends what a newer credential has overtaken now, though somebody may still use it; the worker ends the logins and proves
 * it.
 *
 * @throws not_found, forbidden, wrong_state
 */
export async function endDrain(ctx: ServerContext, actor: Actor, { id }: { id: string }): Promise<ResourceView> {
  const resource = await showResource(ctx, actor, id);
  const permission = canEndDrain(actor, resource);
  const { team, requestId, name } = resource;
  if (!permission.allowed) {
    const entitled = actor.memberships.some((membership) => membership.team === team);
    throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, {
      details: { state: resource.state },
    });
  }
  await ctx.db.transaction(async (tx) => {
    const [over] = await tx.query<{ generations: readonly number[] }>(sql`SELECT end_drain(${id}) AS generations`);
    const generations = over?.generations ?? [];
    // The last look, or another person, may have come first.
    if (generations.length === 0) return;
    await appendAudit(tx, {
      stream: `resource:${id}`,
      requestId,
      actor: auditActor(actor),
      action: "credential.drain_ended",
      object: `resource:${id}`,
      message: `Asked to end generation ${generations.join(", ")} of ${name} now, whoever still uses it.`,
      details: { generations },
    });
  });
  return showResource(ctx, actor, id);
}
