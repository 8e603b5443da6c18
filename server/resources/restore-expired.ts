import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import type { ServerContext } from "#server/context.ts";
import { decideAbout, fileAbout } from "#server/requests/file-about.ts";
import { applyExtension } from "#server/resources/apply-extension.ts";
import { againHours, readEnd, wishOf } from "#server/resources/extend-resource.ts";

/**
 * Restores what has expired, or would within the hour, as an extension of it: as long again as it was given, free the
 * first time, else once a human agreed. False, and nothing is done, for what was frozen for another reason. For a resource
 * that the caller has locked and who may restore it asks.
 *
 * @throws wrong_state while an extension of it waits; forbidden where today's rules deny one
 */
export async function restoreExpired(
  tx: Queryable,
  ctx: ServerContext,
  { actor, resource }: { readonly actor: Actor; readonly resource: ResourceView },
): Promise<boolean> {
  const held = await readEnd(tx, resource.id);
  if (!held.isOver) return false;
  if (held.isAsked)
    throw new AppError("wrong_state", "It has expired, and its extension waits for a decision already.");
  const wish = wishOf(actor, { id: resource.id, lifetimeHours: againHours(ctx.catalog, resource, held) });
  const decided = await decideAbout(tx, ctx, wish);
  const { outcome, trace, effective } = decided.decision;
  if (outcome === "deny") {
    const rule = trace.find(({ result }) => result === "deny");
    throw new AppError("forbidden", rule?.message ?? "Today's rules deny a longer life of it.", {
      details: { rule: rule?.rule ?? null },
    });
  }
  const filed = await fileAbout(tx, ctx, { wish, decided });
  if (filed.state !== "approved") return true;
  await applyExtension(tx, {
    resourceId: resource.id,
    request: { id: filed.id, requesterId: actor.principalId },
    hours: effective.lifetimeHours,
    actor: auditActor(actor),
  });
  return true;
}
