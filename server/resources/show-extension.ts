import type { Actor } from "#domain/access/actor.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";
import type { Outcome } from "#domain/contracts/decision.ts";
import { canExtend } from "#domain/resources/can-extend.ts";
import { extensionLengths } from "#domain/resources/extension-lengths.ts";
import type { ServerContext } from "#server/context.ts";
import { decideAbout } from "#server/requests/file-about.ts";
import { againHours, capHours, endOf, notWorthIt, readEnd, wishOf } from "#server/resources/extend-resource.ts";

/** What an extension by one click would do now. */
export interface ExtensionOffer {
  /** How long from now, and what else can be chosen, in hours. */
  readonly lifetimeHours: number;
  readonly lengths: readonly number[];
  /** The end that it leads to. */
  readonly until: string;
  /** What today's rules say of it: granted at once, a human decides, or denied. */
  readonly outcome: Outcome;
  /** Why it is not to be had; null: it is. */
  readonly disabledReason: string | null;
}

/**
 * Says what an extension of a resource that is in use would do now, by the code that extends it; files nothing. Null: it is
 * not in use.
 *
 * @param chosenHours how long from now; null: as long again as it was given
 */
export async function showExtension(
  ctx: ServerContext,
  actor: Actor,
  { resource, chosenHours = null }: { readonly resource: ResourceView; readonly chosenHours?: number | null },
): Promise<ExtensionOffer | null> {
  if (resource.state !== "active") return null;
  const held = await readEnd(ctx.db, resource.id);
  const permission = canExtend(actor, { ...resource, ...held });
  const again = againHours(ctx.catalog, resource, held);
  const lifetimeHours = chosenHours ?? again;
  const decided = await decideAbout(ctx.db, ctx, wishOf(actor, { id: resource.id, lifetimeHours }));
  const { outcome } = decided.decision;
  const end = endOf(held, decided);
  const bounds = { ...held, againHours: again, capHours: capHours(ctx.catalog, resource) ?? again };
  const lengths = extensionLengths(bounds);
  return { lifetimeHours, lengths, until: end.until.toISOString(), outcome, disabledReason: refusal() };

  function refusal(): string | null {
    if (!permission.allowed) return permission.reason;
    return outcome !== "deny" && !end.isWorthIt ? notWorthIt(held, decided) : null;
  }
}
