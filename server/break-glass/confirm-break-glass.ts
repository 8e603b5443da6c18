import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { refused } from "#domain/access/permission.ts";
import { canBreakGlass, canConfirmGlass } from "#domain/break-glass/can-break-glass.ts";
import { breakGlassSignInSecondsMax } from "#domain/break-glass/emergency-limits.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { activateEmergency } from "#server/break-glass/activate-emergency.ts";
import { lockEmergency, type LockedEmergency } from "#server/break-glass/lock-emergency.ts";
import { readGlassCase, type ReadGlassCase } from "#server/break-glass/read-glass-case.ts";
import { readOwnStanding } from "#server/break-glass/read-own-standing.ts";
import { emergencyNotFound, showEmergency } from "#server/break-glass/show-emergency.ts";
import type { ServerContext } from "#server/context.ts";
import { assertRecentSignIn } from "#server/identity/assert-recent-sign-in.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { attributesOf } from "#server/identity/actor-from-principal.ts";

/**
 * Agrees to somebody else's emergency access as the second named person, which makes it active.
 *
 * Decided under the resource's lock: of two who confirm at once, one does. The first person is looked at again as well.
 * @throws not_found, forbidden, wrong_state, reauthentication_required (`maxAgeSeconds`)
 */
export async function confirmBreakGlass(
  ctx: ServerContext,
  actor: Actor,
  { id }: { readonly id: string },
): Promise<EmergencyView> {
  await showEmergency(ctx, actor, id);
  await ctx.db.transaction(async (tx) => {
    const emergency = await lockEmergency(tx, id);
    if (emergency === null) throw emergencyNotFound();
    const glass = await readGlassCase(tx, ctx, emergency.resourceId);
    const second = await readStanding(tx, ctx, actor);
    const permission = canConfirmGlass(second, { ...glass, catalog: ctx.catalog, first: emergency.by });
    if (!permission.allowed) throw new AppError("forbidden", permission.reason);
    assertWaiting(emergency);
    assertRecentSignIn(actor, breakGlassSignInSecondsMax);
    await assertFirstStands(tx, ctx, { emergency, glass });
    await appendAudit(tx, {
      stream: `resource:${glass.id}`,
      requestId: glass.requestId,
      actor: auditActor(actor),
      action: "emergency.confirmed",
      object: `emergency:${id}`,
      message: `${actor.name ?? actor.email ?? "A second person"} confirmed the emergency access of ${emergency.by.name}.`,
    });
    await activateEmergency(tx, ctx, { glass, agreed: { ...emergency, second }, actor });
  });
  return showEmergency(ctx, actor, id);
}

function assertWaiting({ state, isLate, second }: LockedEmergency): void {
  const details = { state: isLate && state === "waiting" ? "lapsed" : state };
  if (state === "waiting" && !isLate) return;
  if (details.state === "lapsed") {
    throw new AppError("wrong_state", "Nobody confirmed it in time. It has to be asked for again.", { details });
  }
  const by = second === null ? "" : ` by ${second.name}`;
  throw new AppError("wrong_state", `It was confirmed already${by}.`, { details });
}

/** Between the asking and the yes somebody may have left the list, the company or the resource. */
async function assertFirstStands(
  tx: Queryable,
  ctx: ServerContext,
  { emergency, glass }: { emergency: LockedEmergency; glass: ReadGlassCase },
): Promise<void> {
  const { by } = emergency;
  const standing = { ...(await readOwnStanding(tx, by, glass.id)), isOpen: false };
  const first = { ...by, kind: "user", channel: "system", attributes: attributesOf(ctx, by) } as const;
  const permission = by.isDisabled
    ? refused(`${by.name} cannot sign in any more.`)
    : canBreakGlass(first, { ...glass, ...standing, catalog: ctx.catalog });
  if (permission.allowed) return;
  const message = `It cannot begin any more. ${by.name} would be told: ${permission.reason}`;
  throw new AppError("wrong_state", message, { details: { state: glass.state } });
}
