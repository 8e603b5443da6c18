import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";
import { webhookPayloadSchema } from "#domain/webhooks/webhook-payload.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { deliverToEndpoint } from "#server/webhooks/deliver-to-endpoint.ts";
import { redactAnswer } from "#server/webhooks/redact-answer.ts";
import { testWebhook } from "#server/webhooks/test-webhook.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";
import { openWebhookReceiver, verified } from "#tests/harness/webhook-receiver.ts";
import { emitAll, openWebhookWorld } from "#tests/harness/webhook-world.ts";

const canary = (what: string) => `cnry${what}${randomBytes(12).toString("hex")}`;

test("N28: nothing that somebody typed, that is secret or that went wrong inside is in any message", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const { webhook, key } = await create("lee", { url: receiver.origin, events: [...webhookEventTypes] });
  const planted = {
    purpose: canary("purpose"),
    parameters: canary("parameters"),
    connection: canary("connection"),
    blocked: canary("blocked"),
    message: canary("message"),
    comment: canary("comment"),
    email: canary("email"),
    error: canary("error"),
  };
  const request = await server.submit("dana", { purpose: planted.purpose });
  await server.build(request.id);
  const admin = new pg.Client({ connectionString: server.ledger.url });
  await admin.connect();
  await admin.query("UPDATE requests SET parameters = jsonb_build_object('password', $1::text), blocked_reason = $2", [
    planted.parameters,
    planted.blocked,
  ]);
  await admin.query("UPDATE resources SET connection = jsonb_build_object('host', $1::text), blocked_reason = $2", [
    planted.connection,
    planted.blocked,
  ]);
  const { rows } = await admin.query<{ id: string; grant: string }>(
    "SELECT r.id, g.id AS grant FROM resources r JOIN grants g ON g.resource_id = r.id",
  );
  const [{ id: resourceId, grant: grantId } = { id: "", grant: "" }] = rows;
  const actions: Record<string, string> = {
    "request.rejected": `request:${request.id}`,
    "request.blocked": `request:${request.id}`,
    "request.failed": `request:${request.id}`,
    "request.withdrawn": `request:${request.id}`,
    "request.expired": `request:${request.id}`,
    "resource.frozen": `resource:${resourceId}`,
    "resource.blocked": `resource:${resourceId}`,
    "resource.destroyed": `resource:${resourceId}`,
    "resource.extended": `resource:${resourceId}`,
    "credential.rotated": `resource:${resourceId}`,
    "grant.confirmed": `grant:${grantId}`,
    "grant.not_me": `grant:${grantId}`,
    "lease.failed": "lease:ls_x",
  };
  for (const [action, object] of Object.entries(actions)) {
    const { comment, error, email } = planted;
    const details = { comment, error, token: error, cause: { email }, grantId };
    const actor = { id: "prn_x", name: "Dana", channel: email, act: null };
    const text = {
      action,
      actor,
      at: new Date().toISOString(),
      details,
      message: planted.message,
      object,
      requestId: request.id,
      v: 1,
    };
    await admin.query("SELECT append_audit($1, $2, $3)", [`resource:${resourceId}`, request.id, JSON.stringify(text)]);
  }
  await testWebhook(server.web, await server.actor("lee"), webhook.id);
  await emitAll(world);
  while ((await deliverToEndpoint(services, webhook.id)) > 0);
  await admin.end();
  const told = receiver.received.map((message) => {
    expect(message.headers["webhook-timestamp"]).toMatch(/^\d{10}$/);
    return verified(key, message);
  });
  expect(told.length).toBeGreaterThan(Object.keys(actions).length);
  const all = JSON.stringify(receiver.received);
  const found = Object.entries(planted).filter(([, text]) => all.includes(text));
  expect(found).toEqual([]);
  // Strict: a member that is not in the schema would be one that nobody decided to tell.
  for (const { body } of receiver.received) {
    const payload: unknown = JSON.parse(body);
    expect(webhookPayloadSchema.parse(payload)).toEqual(payload);
  }
  sayMachine(
    "N28",
    `${told.length} messages, ${Object.keys(planted).length} canaries planted: 0 leaked; all signed, with id and time`,
  );
});

test("N28: what an endpoint answers is kept to 1 KB, with what looks like a secret taken out", async () => {
  const world = await openWebhookWorld();
  const { server, create, services } = world;
  const receiver = await openWebhookReceiver();
  const { webhook, key } = await create("lee", { url: receiver.origin });
  const secrets = [
    key,
    `ghp_${"a1B2c3D4".repeat(4)}e5F6`,
    `AKIA${"ABCDEFGH234567AB"}`,
    `latchkey_sa_${randomBytes(20).toString("hex")}`,
    `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ sub: "dana" })).toString("base64url")}.${randomBytes(8).toString("hex")}`,
    randomBytes(32).toString("hex"),
    randomBytes(40).toString("base64"),
    "postgres://admin:hunter2secret@db.example.com/orders",
  ];
  receiver.answerWith((received, res) => {
    const echoed = `${JSON.stringify(received.headers)} ${received.body}`;
    res.writeHead(500).end(`password=hunter2secret ${secrets.join(" and ")} ${echoed} ${"ö".repeat(5000)}`);
  });
  await testWebhook(server.web, await server.actor("lee"), webhook.id);
  await emitAll(world);
  await deliverToEndpoint(services, webhook.id);
  const [row] = await services.ctx.db.query<{ body: string; all: string }>(sql`
    SELECT response_body AS body, d::text AS all FROM webhook_deliveries d`);
  expect(Buffer.byteLength(row?.body ?? "")).toBeLessThanOrEqual(1024);
  expect(row?.body).toContain("[redacted]");
  expect([...secrets, "hunter2secret"].filter((secret) => row?.all.includes(secret))).toEqual([]);
  sayMachine(
    "N28",
    `${secrets.length} secrets in an answer of 10 KB: 0 kept, ${Buffer.byteLength(row?.body ?? "")} bytes kept`,
  );
});

test("keeps of any answer something that fits, and nothing that steers a terminal", async () => {
  for (const body of [randomBytes(64 * 1024), Buffer.alloc(64 * 1024, "é"), Buffer.from("\u001b[2J\u0000\u202eok")]) {
    const kept = await redactAnswer(body);
    expect(Buffer.byteLength(kept ?? "")).toBeLessThanOrEqual(1024);
    expect(kept).not.toMatch(/(?![\n\t])\p{Cc}|\p{Bidi_Control}/u);
  }
  expect(await redactAnswer(Buffer.alloc(0))).toBeNull();
  // Masking makes room for what follows: a secret that the scan cut in two shows no half of itself.
  const cutInTwo = `${"a1".repeat(2030)} ghp_${"a1B2c3D4".repeat(4)}e5F6`;
  expect(await redactAnswer(Buffer.from(cutInTwo))).not.toContain("ghp_");
});
