import { eventsOfAudit, toldAuditSchema, type ToldAudit, type ToldEvent } from "#domain/webhooks/events-of-audit.ts";
import { webhookEventId } from "#domain/webhooks/webhook-event-id.ts";
import type { WebhookPayload } from "#domain/webhooks/webhook-payload.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import { readPassed, readSubject, type ToldSubject } from "#server/webhooks/read-told.ts";

/** An audit event by its place. */
export interface WebhookSource {
  readonly stream: string;
  readonly seq: string;
}

type EmitContext = Pick<ServerContext, "db" | "log" | "settings">;

/**
 * Makes the messages that an audit event leads to, and one delivery for each endpoint that chose them, in the transaction
 * that forgets the event: each is made once, whoever is killed meanwhile. Gives the endpoints that have something due.
 */
export async function emitWebhookEvents(ctx: EmitContext, source: WebhookSource): Promise<readonly string[]> {
  return ctx.db.transaction(async (tx) => {
    const taken = await tx.query(sql`
      DELETE FROM webhook_sources WHERE stream = ${source.stream} AND seq = ${source.seq}::bigint RETURNING seq`);
    if (taken.length === 0) return [];
    const [stored] = await tx.query<{ text: string; requestId: string | null }>(sql`
      SELECT text, request_id AS "requestId" FROM audit_events
      WHERE stream = ${source.stream} AND seq = ${source.seq}::bigint`);
    const audit = toldAuditSchema.safeParse(parseJson(stored?.text));
    if (!audit.success) {
      ctx.log.error({ ...source }, "an audit event cannot be told to webhooks");
      return [];
    }
    return tellAll(tx, ctx, { source, audit: audit.data, requestId: stored?.requestId ?? null });
  });
}

/** One that was not told yet, by which the next are found. */
export interface UntoldSource extends WebhookSource {
  readonly createdAt: Date;
}

/** Gives events that were not told yet though their jobs had the time: the queue may have lost them. Oldest first, some at a time. */
export async function findUntold(
  { db }: Pick<EmitContext, "db">,
  after: UntoldSource | null = null,
): Promise<readonly UntoldSource[]> {
  return db.query<{ stream: string; seq: string; createdAt: Date }>(sql`
    SELECT stream, seq::text AS seq, created_at AS "createdAt" FROM webhook_sources s
    WHERE created_at < clock_timestamp() - interval '2 seconds' AND (${after === null} OR (created_at, stream, s.seq)
      > (${after?.createdAt ?? null}::timestamptz, ${after?.stream ?? null}::text, ${after?.seq ?? null}::bigint))
    ORDER BY created_at, stream, s.seq LIMIT 100`);
}

interface Told {
  readonly source: WebhookSource;
  readonly audit: ToldAudit;
  readonly requestId: string | null;
}

async function tellAll(tx: Queryable, ctx: EmitContext, { source, audit, requestId }: Told): Promise<string[]> {
  const { LATCHKEY_PUBLIC_URL, LATCHKEY_REVEAL_URL } = ctx.settings;
  const about = {
    requestId: idOf("request", audit.object) ?? requestId,
    resourceId: idOf("resource", audit.object) ?? idOf("resource", source.stream),
  };
  const subject = await readSubject(tx, about, LATCHKEY_PUBLIC_URL);
  const due = new Set<string>();
  const parts = new Map<string, number>();
  for (const told of eventsOfAudit(audit, subject.kind)) {
    const part = parts.get(told.type) ?? 0;
    parts.set(told.type, part + 1);
    const id = webhookEventId({ ...source, type: told.type, part });
    const passed = await readPassed(tx, told, LATCHKEY_REVEAL_URL);
    const body = JSON.stringify(payloadOf({ audit, told, subject, passed }));
    for (const webhook of await record(tx, { id, body, told, audit, subject, only: idOf("webhook", audit.object) })) {
      due.add(webhook);
    }
  }
  return [...due];
}

interface Parts {
  readonly audit: ToldAudit;
  readonly told: ToldEvent;
  readonly subject: ToldSubject;
  readonly passed: Awaited<ReturnType<typeof readPassed>>;
}

function payloadOf({ audit, told, subject, passed }: Parts): WebhookPayload {
  const { team, request, resource } = subject;
  const by = audit.actor && { id: audit.actor.id, name: audit.actor.name };
  const data = { team, by, ...(request && { request }), ...(resource && { resource }), ...passed };
  return { type: told.type, timestamp: audit.at, data };
}

interface Recorded extends Omit<Parts, "passed"> {
  readonly id: string;
  readonly body: string;
  /** The endpoint that a ping is for; null: every one that chose the event. */
  readonly only: string | null;
}

async function record(tx: Queryable, { id, body, told, audit, subject, only }: Recorded): Promise<string[]> {
  const receivers = await tx.query<{ id: string }>(sql`
    SELECT id FROM webhooks WHERE state = 'active' AND CASE WHEN ${told.type === "ping"}::boolean THEN id = ${only}
      ELSE ${told.type} = ANY(events) AND (team IS NULL OR team = ${subject.team}) END`);
  if (receivers.length === 0) return [];
  const ids = receivers.map((receiver) => receiver.id);
  await tx.query(sql`
    INSERT INTO webhook_events (id, type, at, team, body)
    VALUES (${id}, ${told.type}, ${new Date(audit.at)}, ${subject.team}, ${body}) ON CONFLICT DO NOTHING`);
  await tx.query(sql`
    INSERT INTO webhook_deliveries (id, event_id, webhook_id)
    SELECT 'whd_' || left(encode(sha256(convert_to(${id} || w, 'UTF8')), 'hex'), 32), ${id}, w
    FROM unnest(${ids}::text[]) w ON CONFLICT DO NOTHING`);
  return ids;
}

function idOf(noun: string, name: string): string | null {
  return name.startsWith(`${noun}:`) ? name.slice(noun.length + 1) : null;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}
