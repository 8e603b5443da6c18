import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import { canBreakGlass, type OwnStanding } from "#domain/break-glass/can-break-glass.ts";
import {
  breakGlassSignInSecondsMax,
  confirmMinutesMax,
  emergencyMinutes,
} from "#domain/break-glass/emergency-limits.ts";
import { personsNeeded } from "#domain/break-glass/persons-needed.ts";
import type { BreakGlassBody, EmergencyView } from "#domain/contracts/break-glass.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { activateEmergency, messageOf, type AgreedEmergency } from "#server/break-glass/activate-emergency.ts";
import { findNamedPeople } from "#server/break-glass/find-named-people.ts";
import { lapseWaiting } from "#server/break-glass/lapse-emergencies.ts";
import { readGlassCase, type ReadGlassCase } from "#server/break-glass/read-glass-case.ts";
import { readOwnStanding } from "#server/break-glass/read-own-standing.ts";
import { showEmergency } from "#server/break-glass/show-emergency.ts";
import type { ServerContext } from "#server/context.ts";
import { invalidInput } from "#server/http/parse-input.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { assertRecentSignIn } from "#server/identity/assert-recent-sign-in.ts";
import { readStanding } from "#server/identity/read-standing.ts";
import { newId } from "#server/ids/new-id.ts";
import { notify } from "#server/notifications/notify.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { showResource } from "#server/resources/show-resource.ts";

interface BreakGlassInput extends BreakGlassBody {
  readonly id: string;
  /** The caller's `Idempotency-Key`; a second call with it gets the first use again. */
  readonly idempotencyKey?: string | null;
}

/** The use, and whether an earlier call with the same key had asked for it. */
export interface BreakGlassAnswer {
  readonly emergency: EmergencyView;
  readonly replayed: boolean;
}

/**
 * Asks for emergency access to somebody else's resource, for an hour at most. Where one person is enough it is active at
 * once; where two are needed it waits fifteen minutes for a second named person.
 *
 * Decided under the resource's lock.
 * @throws not_found, forbidden, wrong_state, reauthentication_required (`maxAgeSeconds`), invalid_input, secret_in_text,
 *   idempotency_conflict, idempotency_in_flight
 */
export async function breakGlass(ctx: ServerContext, actor: Actor, asked: BreakGlassInput): Promise<BreakGlassAnswer> {
  const { idempotencyKey = null, ...input } = asked;
  await showResource(ctx, actor, input.id);
  await assertNoSecret({ reason: input.reason, incident: input.incident });
  const minutesMax = emergencyMinutes(ctx.catalog.breakGlass);
  const ttlMinutes = input.ttlMinutes ?? minutesMax;
  const keyed = { principalId: actor.principalId, key: idempotencyKey, operation: "breakGlass", body: input };
  const { id: emergencyId, replayed } = await createOnce(ctx.db, keyed, async (tx) => {
    const id = newId("bg");
    await tx.query(sql`SELECT FROM resources WHERE id = ${input.id} FOR UPDATE`);
    await lapseWaiting(tx, { resourceId: input.id });
    const glass = await readGlassCase(tx, ctx, input.id);
    const person = await readStanding(tx, ctx, actor);
    assertAllowed(ctx, person, { glass, standing: await readOwnStanding(tx, person, input.id) });
    assertRecentSignIn(actor, breakGlassSignInSecondsMax);
    if (ttlMinutes > minutesMax) {
      const message = `Emergency access lasts for ${minutesMax} minutes at most.`;
      throw invalidInput([{ in: "body", path: "/ttlMinutes", message }]);
    }
    const persons = personsNeeded(ctx.catalog, glass);
    await ask(tx, actor, { ...input, id, glass, ttlMinutes, persons });
    const { principalId, email } = person;
    const agreed = { ...input, id, by: { principalId, email, name: nameOf(actor) }, second: null };
    if (persons === 1) await activateEmergency(tx, ctx, { glass, agreed, actor });
    else await askSecond(tx, ctx, { glass, agreed });
    return id;
  });
  return { emergency: await showEmergency(ctx, actor, emergencyId), replayed };
}

interface Deciding {
  readonly glass: ReadGlassCase;
  readonly standing: OwnStanding;
}

function assertAllowed({ catalog }: ServerContext, actor: Actor, { glass, standing }: Deciding): void {
  const permission = canBreakGlass(actor, { ...glass, ...standing, catalog });
  if (permission.allowed) return;
  const clear = { overdueIncident: null, isOpen: false, devices: standing.devices };
  const entitled = canBreakGlass(actor, { ...glass, ...clear, state: "active", catalog }).allowed;
  throw new AppError(entitled ? "wrong_state" : "forbidden", permission.reason, { details: { state: glass.state } });
}

interface Asking extends BreakGlassInput {
  readonly glass: ReadGlassCase;
  readonly ttlMinutes: number;
  readonly persons: 1 | 2;
}

async function ask(tx: Queryable, actor: Actor, asking: Asking): Promise<void> {
  const { id, glass, reason, incident, ttlMinutes, persons } = asking;
  await tx.query(sql`
    INSERT INTO emergencies (id, resource_id, principal_id, reason, incident, ttl_minutes, persons, state, asked_at, confirm_by)
    VALUES (${id}, ${glass.id}, ${actor.principalId}, ${reason}, ${incident}, ${ttlMinutes}, ${persons}, 'waiting',
      clock_timestamp(), CASE WHEN ${persons}::int = 2 THEN clock_timestamp() + make_interval(mins => ${confirmMinutesMax}) END)`);
  await appendAudit(tx, {
    stream: `resource:${glass.id}`,
    requestId: glass.requestId,
    actor: auditActor(actor),
    action: "emergency.asked",
    object: `emergency:${id}`,
    message: `${nameOf(actor)} asked for emergency access to ${glass.name}: incident ${incident}.`,
    details: { incident, reason, ttlMinutes, persons },
  });
}

async function askSecond(
  tx: Queryable,
  ctx: ServerContext,
  { glass, agreed }: { glass: ReadGlassCase; agreed: AgreedEmergency },
): Promise<void> {
  for (const recipientId of await findNamedPeople(tx, ctx, { glass, first: agreed.by })) {
    await notify(tx, {
      dedupeKey: `emergency.to_confirm:${agreed.id}:${recipientId}`,
      recipientId,
      template: "emergency.to_confirm",
      payload: messageOf(glass, agreed),
    });
  }
}

function nameOf({ name, email, subject }: Actor): string {
  return name ?? email ?? subject;
}
