import { z } from "zod";
import { personSchema } from "#domain/contracts/request.ts";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";
import { keyOverlapHours } from "#domain/webhooks/webhook-limits.ts";

const slug = z.string().min(1).max(64);
const cursor = z.string().max(200).optional();
const limit = z.coerce.number().int().min(1).max(100).optional();

/** Why an endpoint receives nothing: somebody said so, it answered 410, or it failed for days. */
export const disabledReasons = ["by_hand", "gone", "failing"] as const;

/** What is known of a signing key: never the key. */
const webhookKeySchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable().meta({ description: "From when it signs no more; null: it is the current one." }),
});

/** An endpoint that is told of events. */
export const webhookSchema = z.object({
  id: z.string(),
  team: z.string().nullable().meta({ description: "Whose events it is told; null: everybody's." }),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()).meta({ description: "Kinds of event; there may come to be more." }),
  state: z.enum(["active", "disabled"]),
  disabledReason: z.enum(disabledReasons).nullable(),
  failingSince: z.iso
    .datetime()
    .nullable()
    .meta({ description: "Since when every attempt has failed; null: none, or not the last." }),
  keys: z
    .array(webhookKeySchema)
    .meta({ description: "What signs now, the newest first: two while a key is rotated." }),
  createdBy: personSchema,
  createdAt: z.iso.datetime(),
});
export type WebhookView = z.infer<typeof webhookSchema>;

/** Answer of the calls that make a key: the one time that it is told. */
export const webhookWithKeySchema = webhookSchema.extend({
  signingKey: z.string().nullable().meta({
    description:
      "`whsec_` and base64. It is shown once, and only the worker can open what is stored: null where this key made it before.",
  }),
});
export type WebhookWithKey = z.infer<typeof webhookWithKeySchema>;

const url = z
  .string()
  .min(1)
  .max(2000)
  .meta({ title: "URL", description: "https, and an address of the public Internet." });
const description = z.string().trim().max(500).meta({ title: "What it is for" });
const events = z
  .array(z.enum(webhookEventTypes))
  .min(1, "Choose at least one event.")
  .max(webhookEventTypes.length)
  .meta({ title: "Events" });

/** Body of `POST /webhooks`. */
export const createWebhookBodySchema = z.strictObject({
  team: slug.nullable().meta({ title: "Team", description: "Null: the events of every team; for the platform team." }),
  url,
  description: description.optional(),
  events,
});
export type CreateWebhookBody = z.infer<typeof createWebhookBodySchema>;

/** Body of `POST /webhooks/{id}/update`: what is left out stays. */
export const updateWebhookBodySchema = z.strictObject({
  url: url.optional(),
  description: description.optional(),
  events: events.optional(),
});
export type UpdateWebhookBody = z.infer<typeof updateWebhookBodySchema>;

/** Body of `POST /webhooks/{id}/rotate-key`. */
export const rotateWebhookKeyBodySchema = z.strictObject({
  overlapHours: z
    .number()
    .int()
    .min(0)
    .max(keyOverlapHours.max)
    .optional()
    .meta({
      description: `For how long the key before signs as well; ${keyOverlapHours.default} unless said. 0 ends it at once.`,
    }),
});
export type RotateWebhookKeyBody = z.infer<typeof rotateWebhookKeyBodySchema>;

/** Filters of the list of endpoints. */
export const webhookListQuerySchema = z.strictObject({
  team: slug.optional(),
  state: z.enum(["active", "disabled"]).optional(),
  cursor,
  limit,
});
export type WebhookListQuery = z.infer<typeof webhookListQuerySchema>;

/** One page of endpoints, the newest first. */
export const webhookListSchema = z.object({ items: z.array(webhookSchema), nextCursor: z.string().nullable() });
export type WebhookList = z.infer<typeof webhookListSchema>;

/** What can become of a delivery. */
export const webhookDeliveryStates = ["pending", "delivered", "failed"] as const;

/** One attempt at a delivery. */
export const webhookAttemptSchema = z.object({
  at: z.iso.datetime(),
  /** HTTP status; null: there was no answer. */
  status: z.number().int().nullable(),
  /** Why there was no answer, or why the answer was none that counts. */
  reason: z.string().nullable(),
  durationMs: z.number().int(),
});

/** What became of one event at one endpoint. */
export const webhookDeliverySchema = z.object({
  id: z.string(),
  event: z.object({
    id: z.string().meta({ description: "The `webhook-id` header, the same in every attempt." }),
    type: z.string(),
    at: z.iso.datetime(),
  }),
  state: z.enum(webhookDeliveryStates),
  attempts: z.number().int(),
  /** The last ten, the newest first. */
  lastAttempts: z.array(webhookAttemptSchema),
  /** The beginning of the last answer, at most 1 KB, with what looks like a secret taken out. */
  responseBody: z.string().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  deliveredAt: z.iso.datetime().nullable(),
});
export type WebhookDeliveryView = z.infer<typeof webhookDeliverySchema>;

/** Filters of the log of deliveries. */
export const webhookDeliveryListQuerySchema = z.strictObject({
  state: z.enum(webhookDeliveryStates).optional(),
  cursor,
  limit,
});
export type WebhookDeliveryListQuery = z.infer<typeof webhookDeliveryListQuerySchema>;

/** One page of deliveries, the newest first. */
export const webhookDeliveryListSchema = z.object({
  items: z.array(webhookDeliverySchema),
  nextCursor: z.string().nullable(),
});
export type WebhookDeliveryList = z.infer<typeof webhookDeliveryListSchema>;

/** Answer of `POST /webhooks/{id}/test`. */
export const webhookTestSchema = z.object({
  event: z
    .string()
    .meta({ description: "The `webhook-id` of the `ping` that is on its way; the deliveries say what became of it." }),
});

/** Path parameters of a delivery of an endpoint. */
export const deliveryParams = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,199}$/, "An id holds letters, digits and - _ . : @ only."),
  delivery: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@:-]{0,199}$/, "An id holds letters, digits and - _ . : @ only."),
});
