import type { rotateWebhookKeyRoute } from "#domain/contracts/routes/rotate-webhook-key.ts";
import type { Reply, SignedInCall } from "#server/http/define-route.ts";
import { rotateWebhookKey } from "#server/webhooks/rotate-webhook-key.ts";
import { tellSigningKey } from "#server/webhooks/tell-signing-key.ts";

/** Answers with the new signing key, as text and once; a replay of the key is told without it. */
export async function answerRotateWebhookKey(
  call: SignedInCall<typeof rotateWebhookKeyRoute>,
): Promise<Reply<typeof rotateWebhookKeyRoute>> {
  const { ctx, actor, params, body, idempotencyKey } = call;
  const made = await rotateWebhookKey(ctx, actor, { ...params, body, idempotencyKey });
  return { document: tellSigningKey(made), isReplayed: made.signingKey === null };
}
