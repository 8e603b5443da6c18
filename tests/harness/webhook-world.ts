import { onTestFinished } from "vitest";
import type { CreateWebhookBody, WebhookView } from "#domain/contracts/webhook.ts";
import { spellSigningKey } from "#domain/webhooks/sign-message.ts";
import { createWebhookKey } from "#server/adapters/crypto/webhook-keys/create-webhook-key.ts";
import { webhookKeyPath } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openQueues } from "#server/adapters/queue/open-queues.ts";
import { createWebhook } from "#server/webhooks/create-webhook.ts";
import { emitWebhookEvents } from "#server/webhooks/emit-webhook-events.ts";
import type { WebhookServices } from "#server/webhooks/webhook-services.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";
import { openWebhooks } from "#workers/open-webhooks.ts";
import { startRelay } from "#workers/relay.ts";
import { startWebhooks } from "#workers/webhooks.ts";

/** An endpoint, and its key as its owner was told it. */
export interface KeyedWebhook {
  readonly webhook: WebhookView;
  readonly key: string;
}

/** A test server whose worker has a key for webhooks, and may call loopback. */
export interface WebhookWorld {
  readonly server: TestServer;
  readonly services: WebhookServices;
  create(as: PersonaName, body: Partial<CreateWebhookBody> & Pick<CreateWebhookBody, "url">): Promise<KeyedWebhook>;
  /** Starts relay and lanes of a worker in this process; they end with the test, or when the function given is called. */
  start(): () => Promise<void>;
}

/** Opens it. @param env further settings */
export async function openWebhookWorld(env: Record<string, string> = {}): Promise<WebhookWorld> {
  const server = await openTestServer({ WEBHOOK_ALLOWED_NETWORKS: "127.0.0.0/8", ...env });
  await createWebhookKey(webhookKeyPath(server.home));
  const services = await openWebhooks(server.worker.ctx);
  if (services === null) throw new Error("the worker has no key");
  return {
    server,
    services,
    create: async (as, body) => {
      const whole = { team: "payments", events: ["request.submitted" as const], ...body };
      const actor = await server.actor(as);
      const { webhook, signingKey } = await createWebhook(server.web, actor, { body: whole, idempotencyKey: null });
      if (signingKey === null) throw new Error("no key was told");
      return { webhook, key: spellSigningKey(signingKey) };
    },
    start: () => start(server, services),
  };
}

function start(server: TestServer, services: WebhookServices): () => Promise<void> {
  const { ctx } = server.worker;
  const queues = openQueues(server.ledger.worker, undefined, ctx.log);
  const stop = new AbortController();
  const lanes = startWebhooks(services, queues, stop.signal);
  const relay = startRelay({ ctx, queues, connectionString: server.ledger.worker, signal: stop.signal });
  let ended: Promise<void> | undefined;
  const end = () =>
    (ended ??= (async () => {
      stop.abort();
      await Promise.all([relay.idle(), lanes.idle()]);
      await queues.close();
    })());
  onTestFinished(end);
  return end;
}

/** Makes the messages of everything that was committed, without a queue and at once. */
export async function emitAll({ services }: WebhookWorld): Promise<void> {
  const sources = await services.ctx.db.query<{ stream: string; seq: string }>(sql`
    SELECT stream, seq::text AS seq FROM webhook_sources ORDER BY created_at`);
  for (const source of sources) await emitWebhookEvents(services.ctx, source);
}
