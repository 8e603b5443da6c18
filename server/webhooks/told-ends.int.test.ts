import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { breakGlass } from "#server/break-glass/break-glass.ts";
import { endBreakGlass } from "#server/break-glass/end-break-glass.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { deliverToEndpoint } from "#server/webhooks/deliver-to-endpoint.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openWebhookReceiver, verified } from "#tests/harness/webhook-receiver.ts";
import { emitAll, openWebhookWorld } from "#tests/harness/webhook-world.ts";

test("tells that a resource is given back and gone", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const { webhook, key } = await create("lee", { url: receiver.origin, events: ["resource.destroyed"] });
  const request = await server.submit("dana");
  await server.build(request.id);
  const [resource] = await services.ctx.db.query<{ id: string }>(sql`SELECT id FROM resources`);
  await releaseResource(server.web, await server.actor("dana"), { id: resource?.id ?? "" });
  const runId = await startReleaseRun(server.worker, resource?.id ?? "");
  if (runId !== null) await executeRun(server.worker, runId);
  await emitAll(world);
  await deliverToEndpoint(services, webhook.id);
  expect(receiver.received.map((message) => verified(key, message))).toMatchObject([
    { type: "resource.destroyed", data: { resource: { id: resource?.id, state: "destroyed" } } },
  ]);
});

test("tells the team that somebody got in by emergency access, and that it is over", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const events = ["emergency.asked", "emergency.active", "emergency.ended"] as const;
  const { webhook, key } = await create("lee", { url: receiver.origin, events: [...events] });
  const request = await server.submit("dana");
  await server.build(request.id);
  const [resource] = await services.ctx.db.query<{ id: string }>(sql`SELECT id FROM resources`);
  const resourceId = resource?.id ?? "";
  const omar = await server.actor("omar");
  const reason = "The checkout is down and nobody of the team answers.";
  const { emergency } = await breakGlass(server.web, omar, {
    id: resourceId,
    reason,
    incident: "INC-1",
    ttlMinutes: 15,
  });
  await tendResource(server.worker, resourceId);
  await endBreakGlass(server.web, omar, { id: emergency.id });
  await tendResource(server.worker, resourceId);
  await emitAll(world);
  for (const _ of events) await deliverToEndpoint(services, webhook.id);
  const told = receiver.received.map((message) => verified(key, message));
  // Messages come in no order.
  expect(new Map(told.map(({ type, data }) => [type, [data.emergency?.id, data.resource?.id]]))).toEqual(
    new Map(events.map((type) => [type, [emergency.id, resourceId]])),
  );
  expect(told.find(({ type }) => type === "emergency.ended")?.data.emergency?.state).toBe("ended");
  expect(receiver.received.some(({ body }) => body.includes(reason))).toBe(false);
});
