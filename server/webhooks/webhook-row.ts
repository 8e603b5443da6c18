import { z } from "zod";
import type { Actor } from "#domain/access/actor.ts";
import { personSchema } from "#domain/contracts/request.ts";
import { disabledReasons, type WebhookView } from "#domain/contracts/webhook.ts";
import { canManageEveryWebhook, teamsWithWebhooks } from "#domain/webhooks/can.ts";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";
import { sql, type SqlStatement } from "#server/adapters/db/sql.ts";

const known = new Set<string>(webhookEventTypes);

const rowSchema = z.object({
  id: z.string(),
  team: z.string().nullable(),
  url: z.string(),
  description: z.string(),
  // What a newer version offered, and this one does not know, is left out.
  events: z.array(z.string()).transform((all) => all.filter((type) => known.has(type))),
  state: z.enum(["active", "disabled"]),
  disabledReason: z.enum(disabledReasons).nullable(),
  failingSince: z.date().nullable(),
  keys: z.array(z.object({ id: z.string(), createdAt: z.coerce.date(), endsAt: z.coerce.date().nullable() })),
  createdBy: personSchema,
  createdAt: z.date(),
});

/** Endpoints as `presentWebhook` takes them; more conditions follow. Removed ones are not there. */
export function selectWebhooks(): SqlStatement {
  return sql`
    SELECT w.id, w.team, w.url, w.description, w.events, w.state, w.disabled_reason AS "disabledReason",
      w.failing_since AS "failingSince", w.created_at AS "createdAt",
      jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email) AS "createdBy",
      coalesce((SELECT jsonb_agg(jsonb_build_object('id', k.id, 'createdAt', k.created_at, 'endsAt', k.ends_at)
          ORDER BY k.ends_at DESC NULLS FIRST) FROM webhook_keys k
        WHERE k.webhook_id = w.id AND (k.ends_at IS NULL OR k.ends_at > clock_timestamp())), '[]') AS keys
    FROM webhooks w JOIN principals p ON p.id = w.created_by WHERE w.removed_at IS NULL`;
}

/** Holds for the endpoints that the actor manages: those of the teams they lead, or every one. */
export function managedBy(actor: Actor): SqlStatement {
  return sql`(${canManageEveryWebhook(actor)}::boolean OR w.team = ANY(${[...teamsWithWebhooks(actor)]}::text[]))`;
}

/** Shows a stored endpoint as every channel sees it. */
export function presentWebhook(row: unknown): WebhookView {
  const { failingSince, keys, createdAt, ...rest } = rowSchema.parse(row);
  return {
    ...rest,
    failingSince: failingSince?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    keys: keys.map((key) => ({
      id: key.id,
      createdAt: key.createdAt.toISOString(),
      endsAt: key.endsAt?.toISOString() ?? null,
    })),
  };
}
