import type { createWebhookRoute } from "#domain/contracts/routes/create-webhook.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { createWebhook } from "#server/webhooks/create-webhook.ts";
import { tellSigningKey } from "#server/webhooks/tell-signing-key.ts";

/** Answers with a new endpoint and its signing key, as text and once; a replay of the key is told without it. */
export async function answerCreateWebhook(
  call: SignedInCall<typeof createWebhookRoute>,
): Promise<Reply<typeof createWebhookRoute>> {
  const { ctx, actor, body, idempotencyKey } = call;
  const made = await createWebhook(ctx, actor, { body, idempotencyKey });
  return { document: tellSigningKey(made), isReplayed: made.signingKey === null };
}
