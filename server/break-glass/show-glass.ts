import type { Actor } from "#domain/access/actor.ts";
import type { Permission } from "#domain/access/permission.ts";
import { canBreakGlass, isNamed } from "#domain/break-glass/can-break-glass.ts";
import { emergencyMinutes } from "#domain/break-glass/emergency-limits.ts";
import { personsNeeded } from "#domain/break-glass/persons-needed.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import { listEmergencies } from "#server/break-glass/list-emergencies.ts";
import { readGlassCase } from "#server/break-glass/read-glass-case.ts";
import { readOwnStanding } from "#server/break-glass/read-own-standing.ts";
import type { ServerContext } from "#server/context.ts";

/** What the page of a resource says of emergency access to it. */
export interface GlassView {
  /** Those that wait or are active. */
  readonly open: readonly EmergencyView[];
  /** What the actor could ask for; null: they are not named for emergencies. */
  readonly offer: { readonly permission: Permission; readonly persons: 1 | 2; readonly minutesMax: number } | null;
}

/** Tells how emergency access to a resource that the actor may see stands, and whether they could have it now. */
export async function showGlass(ctx: ServerContext, actor: Actor, resourceId: string): Promise<GlassView> {
  const { items } = await listEmergencies(ctx, actor, { resource: resourceId, limit: 10 });
  const open = items.filter(
    ({ state, confirmBy }) => state === "active" || (state === "waiting" && isAhead(confirmBy)),
  );
  if (!isNamed(actor, ctx.catalog)) return { open, offer: null };
  const { catalog, db } = ctx;
  const glass = await readGlassCase(db, ctx, resourceId);
  const standing = await readOwnStanding(db, actor, resourceId);
  const permission = canBreakGlass(actor, { ...glass, ...standing, catalog });
  const minutesMax = emergencyMinutes(catalog.breakGlass);
  return { open, offer: { permission, persons: personsNeeded(catalog, glass), minutesMax } };
}

function isAhead(at: string | null): boolean {
  return at !== null && Date.parse(at) > Date.now();
}
