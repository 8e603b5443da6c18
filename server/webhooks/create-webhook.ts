import type { Actor } from "#domain/access/actor.ts";
import { auditActor } from "#domain/audit/audit-event.ts";
import type { CreateWebhookBody } from "#domain/contracts/webhook.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canManageWebhooks } from "#domain/webhooks/can.ts";
import { webhooksPerTeamMax } from "#domain/webhooks/webhook-limits.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";
import { newId } from "#server/ids/new-id.ts";
import { assertNoSecret } from "#server/requests/assert-no-secret.ts";
import { assertWebhookUrl } from "#server/webhooks/assert-webhook-url.ts";
import { makeKeyOnce, type WebhookAndKey } from "#server/webhooks/make-key-once.ts";

/** A create call as it came in. */
export interface CreateWebhookInput {
  readonly body: CreateWebhookBody;
  readonly idempotencyKey: string | null;
}

/**
 * Makes an endpoint, which is told what happens from now on. Its signing key is in the answer and nowhere else in a form
 * that web can read.
 *
 * @throws unknown_reference, forbidden, invalid_input, secret_in_text, limit_reached, kek_unavailable,
 *   idempotency_conflict, idempotency_in_flight
 */
export async function createWebhook(
  ctx: ServerContext,
  actor: Actor,
  { body, idempotencyKey }: CreateWebhookInput,
): Promise<WebhookAndKey> {
  const { team, url } = body;
  if (team !== null && !ctx.catalog.teams.has(team)) {
    throw new AppError("unknown_reference", `There is no team ${team}.`, { details: { path: "/team" } });
  }
  const permission = canManageWebhooks(actor, team);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
  assertWebhookUrl(ctx, url);
  await assertNoSecret({ description: body.description });
  const id = newId("wh");
  return makeKeyOnce(ctx, actor, {
    id,
    operation: "createWebhook",
    body,
    idempotencyKey,
    write: async (tx, made) => {
      await assertRoom(tx, team);
      await insertWebhook(tx, actor, { ...body, id });
      await made.store(tx);
    },
  });
}

async function assertRoom(tx: Queryable, team: string | null): Promise<void> {
  await tx.query(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks:${team ?? ""}`}, 0))`);
  const [row] = await tx.query<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM webhooks WHERE removed_at IS NULL AND team IS NOT DISTINCT FROM ${team}`);
  if ((row?.count ?? 0) < webhooksPerTeamMax) return;
  const sentence = `There are ${webhooksPerTeamMax} webhooks ${team === null ? "of the platform" : `of ${team}`} already. Remove one first.`;
  throw new AppError("limit_reached", sentence, { details: { limit: webhooksPerTeamMax } });
}

async function insertWebhook(
  tx: Queryable,
  actor: Actor,
  { id, team, url, description, events }: CreateWebhookBody & { readonly id: string },
): Promise<void> {
  const chosen = [...new Set(events)];
  await tx.query(sql`
    INSERT INTO webhooks (id, team, url, description, events, created_by)
    VALUES (${id}, ${team}, ${url}, ${description ?? ""}, ${chosen}, ${actor.principalId})`);
  await appendAudit(tx, {
    stream: `webhook:${id}`,
    requestId: null,
    actor: auditActor(actor),
    action: "webhook.created",
    object: `webhook:${id}`,
    message: `Webhook to ${new URL(url).host} created for ${team ?? "every team"}.`,
    details: { team, host: new URL(url).host, events: chosen },
  });
}
