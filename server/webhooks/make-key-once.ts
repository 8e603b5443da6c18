import type { Actor } from "#domain/access/actor.ts";
import type { WebhookView } from "#domain/contracts/webhook.ts";
import type { Secret } from "#domain/credentials/secret.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import type { ServerContext } from "#server/context.ts";
import { createOnce } from "#server/idempotency/create-once.ts";
import { makeSigningKey, type MadeSigningKey } from "#server/webhooks/make-signing-key.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

/** The endpoint, and its key unless an earlier call with the same key had made it. */
export interface WebhookAndKey {
  readonly webhook: WebhookView;
  /** The caller wipes it. */
  readonly signingKey: Secret | null;
}

interface KeyMaking {
  /** Of the endpoint that the key is for. */
  readonly id: string;
  readonly operation: string;
  readonly body: unknown;
  readonly idempotencyKey: string | null;
  /** Writes everything that comes with the key; it must store it. */
  readonly write: (tx: Queryable, made: MadeSigningKey) => Promise<void>;
}

/**
 * Makes a signing key of an endpoint once for each `Idempotency-Key`, and gives it with the endpoint. Whatever throws on
 * the way, and for a repeat, the key that was made is wiped.
 *
 * @throws kek_unavailable, idempotency_conflict, idempotency_in_flight, and what `write` throws
 */
export async function makeKeyOnce(
  ctx: ServerContext,
  actor: Actor,
  { id, operation, body, idempotencyKey, write }: KeyMaking,
): Promise<WebhookAndKey> {
  const made = await makeSigningKey(ctx.db, id);
  let isTold = false;
  try {
    const keyed = { principalId: actor.principalId, key: idempotencyKey, operation, body };
    const created = await createOnce(ctx.db, keyed, async (tx) => {
      await write(tx, made);
      return id;
    });
    const webhook = await showWebhook(ctx, actor, created.id);
    isTold = !created.replayed;
    return { webhook, signingKey: isTold ? made.key : null };
  } finally {
    if (!isTold) made.key.wipe();
  }
}
