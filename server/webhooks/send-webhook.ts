import type { Secret } from "#domain/credentials/secret.ts";
import { signMessage } from "#domain/webhooks/sign-message.ts";
import { failingDaysMax } from "#domain/webhooks/webhook-limits.ts";
import { readRetryAfter, webhookRetryMs } from "#domain/webhooks/webhook-retry.ts";
import type { SealedSigningKey } from "#server/adapters/crypto/webhook-opening/open-webhook-keys.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { WebhookAnswer } from "#server/adapters/webhooks/post-webhook.ts";
import { disableWebhook } from "#server/webhooks/disable-webhook.ts";
import { redactAnswer } from "#server/webhooks/redact-answer.ts";
import type { WebhookServices } from "#server/webhooks/webhook-services.ts";

/** A delivery that this process may attempt now. */
export interface ClaimedWebhook {
  readonly id: string;
  readonly webhookId: string;
  readonly eventId: string;
  readonly url: string;
  readonly body: string;
  /** Of this round, this one included. */
  readonly tries: number;
  /** Of all rounds: what this attempt writes counts only while there is no later one. */
  readonly attempts: number;
}

const unopened = "Its signing key cannot be opened by this worker. Rotate the key.";

/** Makes one attempt at a claimed delivery and records what came of it. Only a 2xx answer is success. */
export async function sendWebhook(services: WebhookServices, claimed: ClaimedWebhook): Promise<void> {
  const began = performance.now();
  const answer = await attempt(services, claimed);
  const durationMs = Math.round(performance.now() - began);
  const isDelivered = answer.status !== null && answer.status >= 200 && answer.status <= 299;
  const outcome = { answer, durationMs, at: new Date(Date.now() - durationMs) };
  if (isDelivered) return settleDelivered(services, claimed, outcome);
  const isGone = answer.status === 410;
  const { isFailing } = await settleFailed(services, claimed, { ...outcome, isLast: isGone });
  if (!isGone && !isFailing) return;
  const { webhookId, url } = claimed;
  await disableWebhook(services.ctx, { id: webhookId, url, reason: isGone ? "gone" : "failing" });
}

async function attempt({ ctx, opener, post }: WebhookServices, claimed: ClaimedWebhook): Promise<WebhookAnswer> {
  const keys: Secret[] = [];
  try {
    const sealed = await ctx.db.query<SealedSigningKey>(sql`
      SELECT id, webhook_id AS "webhookId", opener_id AS "openerId", sealed FROM webhook_keys
      WHERE webhook_id = ${claimed.webhookId} AND (ends_at IS NULL OR ends_at > clock_timestamp())
      ORDER BY ends_at DESC NULLS FIRST LIMIT 2`);
    for (const key of sealed) {
      const opened = await opener.open(key);
      if (opened !== null) keys.push(opened);
    }
    if (keys.length === 0) return { status: null, reason: unopened };
    const body = Buffer.from(claimed.body);
    const signed = signMessage({ id: claimed.eventId, at: new Date(), body }, keys);
    const headers = { "content-type": "application/json", "user-agent": "Latchkey-Webhooks/1", ...signed };
    return await post({ url: claimed.url, headers, body });
  } finally {
    for (const key of keys) key.wipe();
  }
}

interface Outcome {
  readonly answer: WebhookAnswer;
  readonly at: Date;
  readonly durationMs: number;
}

async function settleDelivered(
  { ctx }: WebhookServices,
  { id, webhookId, attempts }: ClaimedWebhook,
  outcome: Outcome,
) {
  await ctx.db.query(sql`
    WITH settled AS (
      UPDATE webhook_deliveries SET state = 'delivered', next_at = NULL, delivered_at = clock_timestamp(),
        response_body = ${await keptBody(outcome.answer)},
        last_attempts = jsonb_path_query_array(${entryOf(outcome)}::jsonb || last_attempts, '$[0 to 9]')
      WHERE id = ${id} AND attempts = ${attempts} AND state = 'pending')
    UPDATE webhooks SET failing_since = NULL WHERE id = ${webhookId} AND failing_since IS NOT NULL`);
}

/** Silence is no failure: only an attempt that fails days after the first of nothing but failures says that it is failing. */
async function settleFailed(
  { ctx }: WebhookServices,
  { id, webhookId, url, tries, attempts }: ClaimedWebhook,
  outcome: Outcome & { readonly isLast: boolean },
): Promise<{ readonly isFailing: boolean }> {
  const { answer, isLast } = outcome;
  const asked = answer.status === null ? null : readRetryAfter(answer.retryAfter, new Date());
  const retryMs = isLast ? null : webhookRetryMs(tries, Math.random(), asked);
  const failing = await ctx.db.query(sql`
    WITH settled AS (
      UPDATE webhook_deliveries SET state = ${retryMs === null ? "failed" : "pending"},
        next_at = clock_timestamp() + make_interval(secs => ${retryMs === null ? null : retryMs / 1000}),
        response_body = ${await keptBody(answer)},
        last_attempts = jsonb_path_query_array(${entryOf(outcome)}::jsonb || last_attempts, '$[0 to 9]')
      WHERE id = ${id} AND attempts = ${attempts} AND state = 'pending'),
    marked AS (
      UPDATE webhooks SET failing_since = clock_timestamp()
      WHERE id = ${webhookId} AND url = ${url} AND failing_since IS NULL)
    SELECT id FROM webhooks
    WHERE id = ${webhookId} AND failing_since <= clock_timestamp() - make_interval(days => ${failingDaysMax})`);
  return { isFailing: failing.length > 0 };
}

async function keptBody(answer: WebhookAnswer): Promise<string | null> {
  return answer.status === null ? null : redactAnswer(answer.body);
}

function entryOf({ answer, at, durationMs }: Outcome): string {
  const { status } = answer;
  return JSON.stringify([
    { at: at.toISOString(), status, reason: status === null ? answer.reason : spell(status), durationMs },
  ]);
}

function spell(status: number): string | null {
  if (status >= 200 && status <= 299) return null;
  if (status >= 300 && status <= 399) return "It redirects, which is not followed.";
  return status === 410 ? "It is gone." : "Only an answer of 2xx is success.";
}
