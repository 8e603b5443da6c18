import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { LeaseBody, LeaseView } from "#domain/contracts/lease.ts";
import { parsePublicKey } from "#domain/credentials/parse-public-key.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canLease, mayHold } from "#domain/leases/can-lease.ts";
import type { LeaseLimits } from "#domain/leases/lease-limits.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { invalidInput } from "#server/http/parse-input.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { assertRecentSignIn } from "#server/identity/assert-recent-sign-in.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { newId } from "#server/ids/new-id.ts";
import { readLeaseCase, type LeaseCase } from "#server/leases/read-lease-case.ts";
import { readLeaseHolder } from "#server/leases/read-lease-holder.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { promise } from "#server/outbox/promise.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { findRecipient } from "#server/requests/find-recipient.ts";
import { showResource } from "#server/resources/show-resource.ts";

/** A call as it came in. */
export interface CreateLeaseInput {
  readonly resourceId: string;
  readonly body: LeaseBody;
  /** The caller's `Idempotency-Key`; a second call with it gives the first lease again. */
  readonly idempotencyKey: string | null;
}

/** The lease, and whether an earlier call had asked for it. */
export interface CreatedLease {
  readonly lease: LeaseView;
  readonly replayed: boolean;
}

/**
 * Asks for a short-lived login of the actor's own, which the worker makes and seals to the key that was sent.
 *
 * Decided under the resource's lock: of any number of calls at once no more pass than may be open. What a service account
 * asks for somebody is judged by what they may, not by what the account may.
 * @throws not_found, forbidden, wrong_state, limit_reached, invalid_key, invalid_input, reauthentication_required,
 *   secret_in_text, unknown_reference, idempotency_conflict, idempotency_in_flight
 */
export async function createLease(ctx: ServerContext, actor: Actor, input: CreateLeaseInput): Promise<CreatedLease> {
  const { resourceId, body, idempotencyKey } = input;
  const { team } = await showResource(ctx, actor, resourceId);
  const { bytes: publicKey } = await parsePublicKey(body.publicKey);
  if (body.purpose !== undefined) await assertNoSecret({ purpose: body.purpose });
  const recipient = body.onBehalfOf === undefined ? null : await findRecipient(ctx, actor, { ...body, team });
  const operation = `createLease ${resourceId}`;
  const keyed = { principalId: actor.principalId, key: idempotencyKey, operation, body };
  const { id, replayed } = await createOnce(ctx.db, keyed, async (tx) => {
    const newLeaseId = newId("ls");
    await tx.query(sql`SELECT FROM resources WHERE id = ${resourceId} FOR UPDATE`);
    const held = await readLeaseCase(tx, ctx.catalog, resourceId);
    const standing = await readStanding(tx, ctx, actor);
    const holder = await readLeaseHolder(tx, ctx, { actor: standing, personId: recipient?.id ?? null });
    const limits = assertAllowed(holder, held);
    assertWithin(limits, body);
    await assertRoom(tx, resourceId, limits);
    await insertLease(tx, actor, { ...body, id: newLeaseId, publicKey, resourceId, onBehalfOf: recipient });
    return newLeaseId;
  });
  return { lease: await showLease(ctx, actor, id), replayed };
}

function assertAllowed(actor: Actor, held: LeaseCase | null): LeaseLimits {
  if (held === null || held.limits === null) throw new AppError("forbidden", "There are no leases of it.");
  const permission = canLease(actor, held);
  if (!permission.allowed) {
    const code = mayHold(actor, held).allowed ? "wrong_state" : "forbidden";
    throw new AppError(code, permission.reason, { details: { state: held.state } });
  }
  // A service account signs in with every call.
  if (actor.kind === "user" && held.signInSecondsMax !== null) assertRecentSignIn(actor, held.signInSecondsMax);
  return held.limits;
}

function assertWithin({ maxTtlSeconds }: LeaseLimits, { ttlSeconds }: LeaseBody): void {
  if (ttlSeconds <= maxTtlSeconds) return;
  const message = `A lease of it lasts for ${maxTtlSeconds} seconds at most; renew it after that.`;
  throw invalidInput([{ in: "body", path: "/ttlSeconds", message }]);
}

/** What is over counts until the back end has proven that it lets nobody in. */
async function assertRoom(tx: Queryable, resourceId: string, { maxOpen }: LeaseLimits): Promise<void> {
  const [counted] = await tx.query<{ open: number }>(sql`
    SELECT count(*)::int AS open FROM leases WHERE resource_id = ${resourceId}
      AND ((state = 'waiting' AND generation IS NULL) OR (generation IS NOT NULL AND ended_at IS NULL))`);
  if ((counted?.open ?? 0) < maxOpen) return;
  const message = `It has ${maxOpen} leases already. Release one, or wait until one has ended.`;
  throw new AppError("limit_reached", message, { details: { limit: maxOpen } });
}

interface Inserting extends Omit<LeaseBody, "publicKey" | "onBehalfOf"> {
  readonly id: string;
  readonly resourceId: string;
  readonly publicKey: Uint8Array;
  readonly onBehalfOf: { readonly id: string; readonly name: string } | null;
}

async function insertLease(tx: Queryable, actor: Actor, lease: Inserting): Promise<void> {
  const { id, resourceId, publicKey, ttlSeconds, purpose = null, onBehalfOf } = lease;
  await tx.query(sql`
    INSERT INTO leases (id, resource_id, principal_id, on_behalf_of_id, purpose, public_key, ttl_seconds, workload)
    VALUES (${id}, ${resourceId}, ${actor.principalId}, ${onBehalfOf?.id ?? null}, ${purpose}, ${Buffer.from(publicKey)}, ${ttlSeconds},
      ${actor.workload ? JSON.stringify(actor.workload.about) : null}::jsonb)`);
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId: null,
    actor: auditActor(actor, onBehalfOf),
    action: "lease.asked",
    object: `lease:${id}`,
    message: `${actor.name ?? actor.email ?? actor.subject} asked for a lease of ${ttlSeconds} s.`,
    details: { ttlSeconds, purpose },
  });
  await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
}
