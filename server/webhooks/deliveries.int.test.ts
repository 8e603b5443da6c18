import pg from "pg";
import { expect, test } from "vitest";
import { webhookPayloadSchema, type WebhookPayload } from "#domain/webhooks/webhook-payload.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { deliverToEndpoint } from "#server/webhooks/deliver-to-endpoint.ts";
import { emitWebhookEvents, findUntold } from "#server/webhooks/emit-webhook-events.ts";
import { listWebhookDeliveries } from "#server/webhooks/list-webhook-deliveries.ts";
import { resendWebhookDelivery } from "#server/webhooks/resend-webhook-delivery.ts";
import { rotateWebhookKey } from "#server/webhooks/rotate-webhook-key.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";
import { switchWebhook } from "#server/webhooks/switch-webhook.ts";
import { tendWebhooks } from "#server/webhooks/tend-webhooks.ts";
import { testWebhook } from "#server/webhooks/test-webhook.ts";
import { updateWebhook } from "#server/webhooks/update-webhook.ts";
import { spellSigningKey } from "#domain/webhooks/sign-message.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { openWebhookReceiver, verified, type ReceivedWebhook } from "#tests/harness/webhook-receiver.ts";
import { emitAll, openWebhookWorld, type WebhookWorld } from "#tests/harness/webhook-world.ts";

const settleMs = 20_000;

async function makeDue({ server }: WebhookWorld): Promise<void> {
  await server.worker.ctx.db.query(sql`
    UPDATE webhook_deliveries SET next_at = clock_timestamp() - interval '1 ms' WHERE state = 'pending'`);
}

test("tells an endpoint the life of a request, signed as the specification has it, to its team alone", async () => {
  const world = await openWebhookWorld();
  const { server, create, start } = world;
  const receiver = await openWebhookReceiver();
  const all = [
    "request.submitted",
    "request.approved",
    "request.fulfilled",
    "resource.created",
    "grant.pending",
  ] as const;
  const ours = await create("lee", { url: `${receiver.origin}/ours`, events: [...all] });
  const everybodys = await create("priya", { url: `${receiver.origin}/all`, team: null, events: ["resource.created"] });
  await create("priya", { url: `${receiver.origin}/theirs`, team: "search", events: [...all] });
  start();
  const request = await server.submit("dana", { purpose: "secret-purpose-canary" });
  await server.build(request.id);
  await waitUntil("six messages arrived", settleMs, async () => receiver.received.length >= 6 || null);
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/all", ...Array(5).fill("/ours")]);
  const told = receiver.received
    .filter(({ path }) => path === "/ours")
    .map((message): [ReceivedWebhook, WebhookPayload] => [message, verified(ours.key, message)]);
  expect(told.map(([, { type }]) => type).toSorted()).toEqual([...all].toSorted());
  for (const [{ headers, body }, payload] of told) {
    expect(headers["webhook-id"]).toMatch(/^evt_[0-9a-f]{32}$/);
    expect(headers["content-type"]).toBe("application/json");
    expect(payload.data).toMatchObject({
      team: "payments",
      request: { id: request.id, name: request.name, template: "postgres-small" },
    });
    expect(body).not.toContain("secret-purpose-canary");
  }
  const pending = told.find(([, { type }]) => type === "grant.pending")?.[1].data.grant;
  expect(pending?.url).toBe(`http://127.0.0.1:3001/g/${pending?.id}`);
  const [other] = receiver.received.filter(({ path }) => path === "/all");
  if (other === undefined) throw new Error("nothing for everybody");
  expect(verified(everybodys.key, other).type).toBe("resource.created");
  expect(() => verified(ours.key, other)).toThrow("No matching signature");
  await waitUntil("the log says so", settleMs, async () => {
    const log = await listWebhookDeliveries(server.web, await server.actor("lee"), { id: ours.webhook.id });
    return log.items.every(({ state }) => state === "delivered") || null;
  });
});

test("tells nothing that was rolled back, and finds what the queue lost", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const { webhook } = await create("lee", { url: receiver.origin });
  const { db } = server.worker.ctx;
  await db.query(sql`DELETE FROM webhook_sources`);
  const undone = server.web.db.transaction(async (tx) => {
    await tx.query(sql`SELECT append_audit('request:req_x', NULL, '{"action":"request.submitted"}')`);
    throw new Error("rolled back");
  });
  await expect(undone).rejects.toThrow("rolled back");
  expect(await db.query(sql`SELECT stream FROM webhook_sources`)).toEqual([]);
  await server.submit("dana");
  await db.query(sql`DELETE FROM outbox`);
  expect(await findUntold(services.ctx)).toEqual([]);
  world.start();
  await waitUntil("the look found it", settleMs, async () => receiver.received.length === 1 || null);
  expect(await services.ctx.db.query(sql`SELECT stream FROM webhook_sources`)).toEqual([]);
  expect(receiver.received).toHaveLength(1);
  expect((await showWebhook(server.web, await server.actor("lee"), webhook.id)).failingSince).toBeNull();
});

test("events that cannot be told hold up none behind them, and are told once they can be", async () => {
  const world = await openWebhookWorld();
  const { server, create, start } = world;
  const receiver = await openWebhookReceiver();
  await create("lee", { url: receiver.origin });
  const { db } = server.worker.ctx;
  const broken = await server.submit("dana");
  await asOwner(
    world,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cannot be told'; END $$;
    CREATE TRIGGER refuse BEFORE DELETE ON webhook_sources FOR EACH ROW
      WHEN (OLD.stream IN ('request:${broken.id}', 'request:broken')) EXECUTE FUNCTION refuse();
    INSERT INTO webhook_sources (stream, seq, created_at)
      SELECT 'request:broken', n, now() - interval '1 hour' FROM generate_series(1, 120) n`,
  );
  const sound = await server.submit("dana");
  await db.query(sql`DELETE FROM outbox`);
  start();
  const told = () => receiver.received.map(({ body }) => webhookPayloadSchema.parse(JSON.parse(body)).data.request?.id);
  await waitUntil("the sound one is told", settleMs, async () => told().includes(sound.id) || null);
  expect(told()).toEqual([sound.id]);
  await asOwner(world, "DROP TRIGGER refuse ON webhook_sources");
  await waitUntil("the other one is told", settleMs, async () => told().includes(broken.id) || null);
  await waitUntil("all are done", settleMs, async () => {
    return (await db.query(sql`SELECT stream FROM webhook_sources`)).length === 0 || null;
  });
  expect(told()).toEqual([sound.id, broken.id]);
});

test("makes each message once, however many workers are told of it", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  await create("lee", { url: "http://127.0.0.1:1/" });
  await server.submit("dana");
  const sources = await services.ctx.db.query<{ stream: string; seq: string }>(sql`
    SELECT stream, seq::text AS seq FROM webhook_sources WHERE stream LIKE 'request:%'`);
  expect(sources).toHaveLength(1);
  for (const source of sources) {
    await Promise.all(Array.from({ length: 8 }, () => emitWebhookEvents(services.ctx, source)));
  }
  expect(await services.ctx.db.query(sql`SELECT id FROM webhook_deliveries`)).toHaveLength(1);
});

test("tries again with the same id and body and a new time, honours Retry-After, and only 2xx is success", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const { webhook, key } = await create("lee", { url: `${receiver.origin}/in` });
  const lee = await server.actor("lee");
  const { id } = webhook;
  receiver.answerWith((_, res, count) => {
    if (count === 1) res.writeHead(302, { location: `${receiver.origin}/elsewhere` }).end();
    else if (count === 2) res.writeHead(503, { "retry-after": "3600" }).end("busy");
    else if (count === 3) res.socket?.destroy();
    else res.writeHead(201).end("thanks");
  });
  await server.submit("dana");
  await emitAll(world);
  const waits: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    await makeDue(world);
    expect(await deliverToEndpoint(services, id)).toBe(1);
    const [row] = await services.ctx.db.query<{ wait: number | null }>(sql`
      SELECT extract(epoch FROM next_at - clock_timestamp())::float AS wait FROM webhook_deliveries`);
    waits.push(row?.wait ?? 0);
  }
  // 5 s give or take, then what was asked for, then the third step of the ladder.
  expect(waits[0]).toBeLessThan(6);
  expect(waits[1]).toBeGreaterThan(3500);
  expect(waits[2]).toBeGreaterThan(200);
  expect(waits[2]).toBeLessThan(331);
  expect(receiver.received).toHaveLength(4);
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(receiver.received.some(({ path }) => path !== "/in")).toBe(false);
  for (const message of receiver.received) verified(key, message);
  const log = await listWebhookDeliveries(server.web, lee, { id });
  expect(log.items).toMatchObject([{ state: "delivered", attempts: 4, responseBody: "thanks", nextAttemptAt: null }]);
  expect(log.items[0]?.lastAttempts.map(({ status, reason }) => [status, reason])).toEqual([
    [201, null],
    [null, "The connection was cut."],
    [503, "Only an answer of 2xx is success."],
    [302, "It redirects, which is not followed."],
  ]);
});

test("sends again by hand what ended, as the same message, and a second time what was delivered", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  receiver.answerWith((_, res, count) => void res.writeHead(count === 1 ? 410 : 204).end());
  const { webhook, key } = await create("lee", { url: receiver.origin });
  const lee = await server.actor("lee");
  const { id } = webhook;
  await server.submit("dana");
  await emitAll(world);
  await deliverToEndpoint(services, id);
  const [failed] = (await listWebhookDeliveries(server.web, lee, { id, state: "failed" })).items;
  expect(await showWebhook(server.web, lee, id)).toMatchObject({ state: "disabled", disabledReason: "gone" });
  const told = await server.web.db.query<{ payload: object }>(sql`
    SELECT payload FROM notifications WHERE template = 'webhook.disabled' AND recipient_id = ${lee.principalId}`);
  expect(told).toMatchObject([{ payload: { webhookId: id, reason: expect.stringContaining("410") as string } }]);
  const delivery = failed?.id ?? "";
  await expect(resendWebhookDelivery(server.web, lee, { id, delivery })).rejects.toMatchObject({ code: "wrong_state" });
  await switchWebhook(server.web, lee, { id, to: "active" });
  for (const attempts of [2, 3]) {
    expect(await resendWebhookDelivery(server.web, lee, { id, delivery })).toMatchObject({ state: "pending" });
    await deliverToEndpoint(services, id);
    expect((await listWebhookDeliveries(server.web, lee, { id, state: "delivered" })).items).toMatchObject([
      { id: delivery, attempts },
    ]);
  }
  const other = await create("lee", { url: receiver.origin });
  await expect(resendWebhookDelivery(server.web, lee, { id: other.webhook.id, delivery })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  for (const message of receiver.received) verified(key, message);
});

test("is switched off by a failure after days of nothing else, not by one failure and silence", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const { webhook } = await create("lee", { url: "http://127.0.0.1:1/" });
  const lee = await server.actor("lee");
  const { id } = webhook;
  const attempt = async () => {
    await makeDue(world);
    expect(await deliverToEndpoint(services, id)).toBe(1);
    await tendWebhooks(services.ctx);
    return showWebhook(server.web, lee, id);
  };
  const letPass = (time: string) =>
    services.ctx.db.query(sql`UPDATE webhooks SET failing_since = failing_since - ${time}::interval`);
  await server.submit("dana");
  await emitAll(world);
  expect((await attempt()).failingSince).not.toBeNull();
  await letPass("4 days 23 hours");
  expect((await attempt()).state).toBe("active");
  await letPass("30 days");
  await tendWebhooks(services.ctx);
  expect((await showWebhook(server.web, lee, id)).state).toBe("active");
  expect(await attempt()).toMatchObject({ state: "disabled", disabledReason: "failing" });
  await tendWebhooks(services.ctx);
  expect((await listWebhookDeliveries(server.web, lee, { id })).items).toMatchObject([
    { state: "failed", attempts: 3 },
  ]);
  await server.submit("dana");
  await emitAll(world);
  expect(await services.ctx.db.query(sql`SELECT id FROM webhook_deliveries`)).toHaveLength(1);
});

test("failures at one URL, and before it was enabled again, count no more", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const { webhook } = await create("lee", { url: "http://127.0.0.1:1/" });
  const lee = await server.actor("lee");
  const { id } = webhook;
  const fail = async () => {
    await testWebhook(server.web, lee, id);
    await emitAll(world);
    await makeDue(world);
    expect(await deliverToEndpoint(services, id)).toBeGreaterThan(0);
    return showWebhook(server.web, lee, id);
  };
  const letPass = () =>
    services.ctx.db.query(sql`UPDATE webhooks SET failing_since = failing_since - interval '6 days'`);
  await fail();
  await letPass();
  await updateWebhook(server.web, lee, { id, body: { description: "the same place" } });
  expect((await showWebhook(server.web, lee, id)).failingSince).not.toBeNull();
  const moved = await updateWebhook(server.web, lee, { id, body: { url: "http://127.0.0.1:1/elsewhere" } });
  expect(moved.failingSince).toBeNull();
  expect(await fail()).toMatchObject({ state: "active", failingSince: expect.any(String) as string });
  await letPass();
  expect((await fail()).state).toBe("disabled");
  await switchWebhook(server.web, lee, { id, to: "active" });
  expect((await fail()).state).toBe("active");
});

test("forgets deliveries and what they said after thirty days", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const { webhook } = await create("lee", { url: "http://127.0.0.1:1/" });
  await testWebhook(server.web, await server.actor("lee"), webhook.id);
  await emitAll(world);
  await tendWebhooks(services.ctx);
  expect(await services.ctx.db.query(sql`SELECT id FROM webhook_deliveries`)).toHaveLength(1);
  await asOwner(world, "UPDATE webhook_events SET created_at = created_at - interval '31 days'");
  await tendWebhooks(services.ctx);
  expect(await services.ctx.db.query(sql`SELECT id FROM webhook_deliveries`)).toEqual([]);
});

test("one endpoint that never answers delays nobody else's", async () => {
  const world = await openWebhookWorld();
  const { server, create, start } = world;
  const [dead, well] = [await openWebhookReceiver(), await openWebhookReceiver()];
  dead.answerWith(() => undefined);
  for (let count = 0; count < 3; count++) await create("lee", { url: dead.origin });
  const { webhook } = await create("lee", { url: well.origin });
  start();
  for (let count = 0; count < 8; count++) await server.submit("dana");
  await waitUntil("the well one has everything", settleMs, async () => well.received.length >= 8 || null);
  const log = await listWebhookDeliveries(server.web, await server.actor("lee"), { id: webhook.id });
  expect(log.items.every(({ attempts }) => attempts === 1)).toBe(true);
  // The dead ones hold their own four places each and no more.
  expect(dead.received.length).toBeLessThanOrEqual(12);
  expect(dead.received.length).toBeGreaterThan(0);
});

test("a ping goes to the one endpoint, by whichever key its owner has while they change", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const first = await create("lee", { url: receiver.origin });
  await create("lee", { url: `${receiver.origin}/other` });
  const lee = await server.actor("lee");
  const { id } = first.webhook;
  const ping = async () => {
    const { event } = await testWebhook(server.web, lee, id);
    await emitAll(world);
    await deliverToEndpoint(services, id);
    const message = receiver.received.at(-1);
    expect(message?.headers["webhook-id"]).toBe(event);
    if (message === undefined) throw new Error("no ping");
    return message;
  };
  const alone = await ping();
  expect(verified(first.key, alone)).toMatchObject({ type: "ping" });
  expect(String(alone.headers["webhook-signature"]).split(" ")).toHaveLength(1);
  const rotated = await rotateWebhookKey(server.web, lee, { id, body: {}, idempotencyKey: null });
  const newer = rotated.signingKey === null ? "" : spellSigningKey(rotated.signingKey);
  const both = await ping();
  expect(String(both.headers["webhook-signature"]).split(" ")).toHaveLength(2);
  verified(first.key, both);
  verified(newer, both);
  await asOwner(
    world,
    "UPDATE webhook_keys SET ends_at = clock_timestamp() - interval '1 ms' WHERE ends_at IS NOT NULL",
  );
  const after = await ping();
  verified(newer, after);
  expect(() => verified(first.key, after)).toThrow("No matching signature");
  expect(receiver.received.some(({ path }) => path === "/other")).toBe(false);
});

async function asOwner({ server }: WebhookWorld, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.ledger.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
