import { webhookEventMeanings, webhookEventTypes, type SentEventType } from "#domain/webhooks/webhook-event-types.ts";

const headers = {
  "webhook-id": "Names the event: the same in every attempt, and when it is sent again. Do nothing twice for one id.",
  "webhook-timestamp": "When this attempt was made, in seconds since 1970. Refuse one that is older than five minutes.",
  "webhook-signature":
    "`v1,` and base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`; one for each key while a key is " +
    "rotated, with a space between them.",
};

/** Gives what is sent to endpoints as the `webhooks` of an OpenAPI 3.1 document, one entry for each kind of event. */
export function openapiWebhooks(): Record<string, unknown> {
  return Object.fromEntries(([...webhookEventTypes, "ping"] as const).map((type) => [type, { post: operation(type) }]));
}

function operation(type: SentEventType) {
  const schema = {
    allOf: [{ $ref: "#/components/schemas/WebhookPayload" }, { properties: { type: { const: type } } }],
  };
  return {
    operationId: `on_${type.replaceAll(".", "_")}`,
    summary: type,
    description: webhookEventMeanings[type],
    tags: ["Webhooks"],
    security: [],
    parameters: Object.entries(headers).map(([name, description]) => ({
      name,
      in: "header",
      required: true,
      description,
      schema: { type: "string" },
    })),
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: {
      "2XX": { description: "Taken. What it answers with is not looked at." },
      410: { description: "Never send anything here again: the webhook is disabled." },
      default: { description: "Not taken: it is tried again for about two and a half days." },
    },
  };
}
