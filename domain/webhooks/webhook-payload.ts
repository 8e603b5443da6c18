import { z } from "zod";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";

const request = z.object({
  id: z.string(),
  kind: z.string().meta({ description: "`provision`, `extend` or `destroy`." }),
  revision: z.number().int(),
  state: z.string().meta({ description: "Its state when the message was made; read it again before you act on it." }),
  name: z.string(),
  environment: z.string(),
  classification: z.string(),
  template: z.string(),
  url: z.string().meta({ description: "Its page in the portal." }),
});
const resource = z.object({
  id: z.string(),
  state: z.string(),
  name: z.string(),
  environment: z.string(),
  template: z.string(),
  url: z.string(),
});
const grant = z.object({
  id: z.string(),
  state: z.string(),
  generation: z.number().int(),
  url: z
    .string()
    .meta({ description: "Its page. Only its recipient can open it, after signing in: the link is no secret." }),
});
const lease = z.object({ id: z.string(), state: z.string() });
const emergency = z.object({
  id: z.string(),
  state: z.string(),
  until: z.iso.datetime().nullable().meta({ description: "Null: it has not begun." }),
});

/** What a message says of the things it is about: ids, states and names. Never a value that somebody typed or that is kept secret. */
export const webhookDataSchema = z.object({
  team: z.string().nullable(),
  by: z
    .object({ id: z.string(), name: z.string().nullable() })
    .nullable()
    .meta({ description: "Who did it; `system` for what nobody did." }),
  request: request.optional(),
  resource: resource.optional(),
  grant: grant.optional(),
  leases: z.array(lease).optional().meta({ description: "At most 100." }),
  emergency: emergency.optional(),
});
export type WebhookData = z.output<typeof webhookDataSchema>;

/** The body of a message, as the Standard Webhooks specification lays it out. */
export const webhookPayloadSchema = z.object({
  type: z.enum([...webhookEventTypes, "ping"]),
  timestamp: z.iso.datetime().meta({ description: "When it happened, in every attempt the same." }),
  data: webhookDataSchema,
});
export type WebhookPayload = z.output<typeof webhookPayloadSchema>;
