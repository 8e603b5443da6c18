import type { Actor } from "#domain/access/actor.ts";
import { isNamed } from "#domain/break-glass/can-break-glass.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { emergencySelect, presentEmergency, type EmergencyRecord } from "#server/break-glass/emergency-record.ts";
import { mayConfirm } from "#server/break-glass/may-confirm.ts";
import type { ServerContext } from "#server/context.ts";
import { visibleResources } from "#server/resources/visible-resources.ts";

/**
 * Shows one use of emergency access to whoever may know of it.
 *
 * @throws not_found alike for one that does not exist and one that is not theirs
 */
export async function showEmergency(ctx: ServerContext, actor: Actor, id: string): Promise<EmergencyView> {
  const where = { AND: [{ id }, visibleEmergencies(ctx, actor)] };
  const record = await ctx.db.prisma.emergency.findFirst({ where, select: emergencySelect });
  if (record === null) throw emergencyNotFound();
  return presentFor(ctx, actor, record);
}

/** The one answer for what is not there and what is not the caller's. */
export function emergencyNotFound(): AppError {
  return new AppError("not_found", "There is no such emergency access, or it is not yours to see.");
}

/** Shows a record with what the actor can do now. */
export async function presentFor(ctx: ServerContext, actor: Actor, record: EmergencyRecord): Promise<EmergencyView> {
  const confirm = record.state === "waiting" && (await mayConfirm(ctx, actor, record)).allowed;
  return presentEmergency(record, { actor, catalog: ctx.catalog, confirm });
}

/** Those to what one may see, one's own, those one reviews, and for named people what waits for a second person. */
export function visibleEmergencies({ catalog }: ServerContext, actor: Actor): Prisma.EmergencyWhereInput {
  const own = actor.principalId;
  return {
    OR: [
      { resource: visibleResources(actor) },
      { principalId: own },
      { secondId: own },
      { reviewers: { has: own } },
      ...(isNamed(actor, catalog) ? [{ state: "waiting" }] : []),
    ],
  };
}
