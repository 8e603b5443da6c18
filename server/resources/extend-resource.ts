import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { cellOf, matrixOf } from "#domain/catalog/matrix.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import type { ExtendBody, ResourceState, ResourceView } from "#domain/contracts/resource.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { bindingLifetimeCap } from "#domain/guardrails/lifetime-caps.ts";
import { canExtend } from "#domain/resources/can-extend.ts";
import { extendedEnd, isWorthIt } from "#domain/resources/extended-end.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { notify } from "#server/notifications/notify.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { decideAbout, fileAbout, type AboutWish, type DecidedAbout } from "#server/requests/file-about.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { applyExtension } from "#server/resources/apply-extension.ts";
import { showResource } from "#server/resources/show-resource.ts";

/** An extension as it was asked for. */
export interface ExtendInput {
  readonly id: string;
  readonly body: ExtendBody;
  /** A second call with it gets the request that the first one filed. */
  readonly idempotencyKey: string | null;
}

/** The request that was filed, and whether an earlier call with the same key had filed it. */
export interface ExtendAnswer {
  readonly request: RequestView;
  readonly replayed: boolean;
}

/**
 * Asks for a later end of a resource: so long from now as a new one would be given today, by the same rules. The first
 * extension is free and holds at once where nobody else has to agree; all else is a request that waits for a human, or is
 * denied. Never moves an end to an earlier instant. What ends by itself, as a certificate does, is renewed: the next one is
 * made, and its end counts once it is in use.
 *
 * Decided and filed under the resource's lock: of any number of concurrent calls one extends it.
 * @throws not_found, forbidden, wrong_state, secret_in_text, idempotency_conflict, idempotency_in_flight
 */
export async function extendResource(ctx: ServerContext, actor: Actor, input: ExtendInput): Promise<ExtendAnswer> {
  const { id, body, idempotencyKey } = input;
  const resource = await showResource(ctx, actor, id);
  await assertNoSecret({ purpose: body.purpose ?? "" });
  const said = { operation: null, body: { extend: id, body } };
  const keyed = { principalId: actor.principalId, key: idempotencyKey, ...said };
  const filed = await createOnce(ctx.db, keyed, async (tx) => {
    const held = await lockHeld(tx, id);
    assertMayExtend(actor, resource, held);
    const lifetimeHours = body.lifetimeHours ?? againHours(ctx.catalog, resource, held);
    const wish = wishOf(actor, { id, lifetimeHours, purpose: body.purpose ?? null });
    const decided = await decideAbout(tx, ctx, wish);
    if (decided.decision.outcome !== "deny") assertWorthIt(held, decided);
    const { id: filedId, state } = await fileAbout(tx, ctx, { wish, decided });
    if (state === "approved") await apply(tx, { actor, resource, filedId, decided });
    return filedId;
  });
  return { request: await showRequest(ctx, actor, filed.id), replayed: filed.replayed };
}

/** Builds the wish of somebody who asks for a later end. */
export function wishOf(
  actor: Actor,
  { id, lifetimeHours, purpose = null }: { id: string; lifetimeHours: number | null; purpose?: string | null },
): AboutWish {
  return { kind: "extend", resourceId: id, actor, requesterId: actor.principalId, lifetimeHours, purpose };
}

/** What of a resource counts for its end. */
export interface HeldEnd {
  readonly state: ResourceState;
  readonly expiresAt: Date;
  readonly lifetimeHours: number;
  readonly isOver: boolean;
  readonly isAsked: boolean;
  readonly now: Date;
}

async function lockHeld(tx: Queryable, id: string): Promise<HeldEnd> {
  await tx.query(sql`SELECT FROM resources WHERE id = ${id} FOR UPDATE`);
  return readEnd(tx, id);
}

/** Reads what of a resource counts for its end, by the database's clock. */
export async function readEnd(on: Queryable, id: string): Promise<HeldEnd> {
  const [held] = await on.query<HeldEnd>(sql`
    SELECT state, coalesce(expires_at, clock_timestamp()) AS "expiresAt", lifetime_hours AS "lifetimeHours",
      coalesce(expires_at < clock_timestamp() + interval '1 hour', false) AS "isOver",
      EXISTS (SELECT FROM requests WHERE about_resource_id = r.id AND kind = 'extend'
        AND state IN ('pending_approval', 'approved')) AS "isAsked", clock_timestamp() AS now
    FROM resources r WHERE id = ${id}`);
  if (held === undefined) throw new Error(`There is no resource ${id}.`);
  return held;
}

function assertMayExtend(actor: Actor, resource: ResourceView, held: HeldEnd): void {
  const permission = canExtend(actor, { ...resource, ...held });
  if (permission.allowed) return;
  const entitled = canExtend(actor, { ...resource, state: "active", isOver: false, isAsked: false }).allowed;
  throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state: held.state } });
}

/** As long again as it was given, within the limits of today. */
export function againHours(catalog: Catalog, resource: ResourceView, { lifetimeHours }: HeldEnd): number {
  return Math.min(lifetimeHours, capHours(catalog, resource) ?? lifetimeHours);
}

/** As long as the limits of today allow a new one; null where the catalog does not know its place any more. */
export function capHours(catalog: Catalog, resource: ResourceView): number | null {
  const template = catalog.templates.get(resource.template.id);
  const environment = catalog.environments.get(resource.environment);
  const { classification } = resource;
  if (!template || !environment || !isClassification(classification)) return null;
  const cell = cellOf(matrixOf(catalog, template.id), { environment: environment.id, classification });
  return bindingLifetimeCap({ template, environment, classification, cell }).hours;
}

/** The end that a decided extension leads to, and whether it is worth being one. */
export function endOf(held: HeldEnd, { decision, now }: DecidedAbout): { until: Date; isWorthIt: boolean } {
  const { lifetimeHours } = decision.effective;
  const extension = { now, expiresAt: held.expiresAt, lifetimeHours };
  return { until: extendedEnd(extension), isWorthIt: isWorthIt(extension) };
}

function assertWorthIt(held: HeldEnd, decided: DecidedAbout): void {
  if (endOf(held, decided).isWorthIt) return;
  throw new AppError("wrong_state", notWorthIt(held, decided), { details: { state: held.state } });
}

/** Says why an extension would change nothing. */
export function notWorthIt({ expiresAt }: HeldEnd, { decision }: DecidedAbout): string {
  const until = expiresAt.toISOString().slice(0, 16).replace("T", " ");
  return `It lasts until ${until} UTC already: ${decision.effective.lifetimeHours} hours from now are no later than that.`;
}

interface Applying {
  readonly actor: Actor;
  readonly resource: ResourceView;
  readonly filedId: string;
  readonly decided: DecidedAbout;
}

/** Whoever clicked knows; an owner whose thing somebody else extended is told. */
async function apply(tx: Queryable, { actor, resource, filedId, decided }: Applying): Promise<void> {
  const extended = await applyExtension(tx, {
    resourceId: resource.id,
    request: { id: filedId, requesterId: actor.principalId },
    hours: decided.decision.effective.lifetimeHours,
    actor: auditActor(actor),
  });
  if (extended === null) throw new AppError("wrong_state", "There is nothing left to extend.");
  if (resource.owner.id === actor.principalId) return;
  await notify(tx, {
    dedupeKey: `resource.extended:${filedId}:${resource.owner.id}`,
    recipientId: resource.owner.id,
    template: "resource.extended",
    payload: {
      resourceId: resource.id,
      name: resource.name,
      expiresAt: extended.expiresAt.toISOString(),
      ...(extended.renews && { renews: "yes" }),
    },
  });
}
