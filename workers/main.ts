import { join } from "node:path";
import { isAppError } from "#domain/errors/app-error.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";
import { kekPaths } from "#server/adapters/crypto/kek-paths.ts";
import { openQueues } from "#server/adapters/queue/open-queues.ts";
import { readVerifiers } from "#server/audit/read-verifiers.ts";
import { tendCatalog } from "#server/catalog/tend-catalog.ts";
import { databaseUrl, openContext } from "#server/context.ts";
import { recordPersonas } from "#server/identity/record-personas.ts";
import { openChannels } from "#server/notifications/open-channels.ts";
import { findDevice } from "#server/runs/find-device.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import { readSettings } from "#server/settings.ts";
import { startAuditSealer } from "#workers/audit-sealer.ts";
import { openSealer } from "#workers/open-sealer.ts";
import { onShutdown } from "#workers/on-shutdown.ts";
import { startChat } from "#workers/chat.ts";
import { startConnections } from "#workers/connections.ts";
import { startDeliveries } from "#workers/deliveries.ts";
import { startHealth } from "#workers/health.ts";
import { startNotices } from "#workers/notices.ts";
import { startReconcile } from "#workers/reconcile.ts";
import { startRelay } from "#workers/relay.ts";
import { startRuns } from "#workers/runs.ts";
import { openWebhooks } from "#workers/open-webhooks.ts";
import { startSweeper } from "#workers/sweeper.ts";
import { startWebhooks } from "#workers/webhooks.ts";

try {
  await startWorker();
} catch (error) {
  process.stderr.write(`${isAppError(error) ? error.message : `The worker cannot start: ${String(error)}`}\n`);
  process.exit(1);
}

/** Opens the worker's parts and starts every loop; ends in order at SIGTERM, SIGINT and when the supervisor is gone. */
async function startWorker(): Promise<void> {
  const settings = readSettings();
  const sealing = await openSealer(settings);
  const ctx = await openContext("worker", settings);
  await recordPersonas(ctx);
  const connectionString = databaseUrl(ctx.settings, "worker");
  const queues = openQueues(connectionString, ctx.settings.REDIS_URL, ctx.log);
  const { deviceKey } = kekPaths(join(settings.LATCHKEY_HOME, "kek"));
  const stop = new AbortController();
  const drain = new AbortController();
  const services: RunServices = {
    ctx,
    ...sealing,
    findDevice: async (owner) => findDevice(ctx, await readVerifiers(deviceKey.verifiers), owner),
    resourceType: (id) => resourceTypes.find((type) => type.id === id),
    drain: drain.signal,
  };
  const catalog = tendCatalog(ctx.catalogKeeper, settings.CATALOG_RELOAD_SECONDS, stop.signal);
  const auditSealer = await startAuditSealer(ctx, stop.signal);
  await startConnections(ctx, stop.signal);
  const bulkhead = startRuns(services, queues);
  const health = startHealth({ ...services, drain: stop.signal }, stop.signal);
  const reconcile = startReconcile({ ...services, drain: stop.signal }, stop.signal);
  const channels = openChannels(ctx);
  const deliveries = startDeliveries(ctx, channels, stop.signal);
  startNotices(ctx, queues, { channels, deliveries });
  const chat = startChat(ctx, stop.signal);
  const webhooks = await openWebhooks(ctx);
  const webhookLanes = webhooks === null ? [] : [startWebhooks(webhooks, queues, stop.signal)];
  const relay = startRelay({ ctx, queues, connectionString, signal: stop.signal });
  const sweeper = startSweeper(services, queues, stop.signal);
  // A job offered to a queue that is closed would wait for ever: those who offer end first.
  const loops = () =>
    Promise.all(
      [relay, sweeper, auditSealer, catalog, deliveries, chat, health, reconcile, ...webhookLanes].map((loop) =>
        loop.idle(),
      ),
    );
  const close = [loops, () => bulkhead.close(), () => queues.close(), () => ctx.db.close()];
  onShutdown({ log: ctx.log, stop, drain, close });
  ctx.log.info("ready");
  process.send?.("ready");
}
