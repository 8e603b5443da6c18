import { randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { webhookKeyPath } from "#server/adapters/crypto/webhook-keys/webhook-key-file.ts";
import { openWebhookKeys } from "#server/adapters/crypto/webhook-opening/open-webhook-keys.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { createWebhook } from "#server/webhooks/create-webhook.ts";
import { listWebhookDeliveries } from "#server/webhooks/list-webhook-deliveries.ts";
import { listWebhooks } from "#server/webhooks/list-webhooks.ts";
import { removeWebhook } from "#server/webhooks/remove-webhook.ts";
import { resendWebhookDelivery } from "#server/webhooks/resend-webhook-delivery.ts";
import { rotateWebhookKey } from "#server/webhooks/rotate-webhook-key.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";
import { switchWebhook } from "#server/webhooks/switch-webhook.ts";
import { testWebhook } from "#server/webhooks/test-webhook.ts";
import { updateWebhook } from "#server/webhooks/update-webhook.ts";
import { openTestServer } from "#tests/harness/test-server.ts";
import { openWebhookWorld } from "#tests/harness/webhook-world.ts";

const url = "https://hooks.example.com/latchkey";
const body = { team: "payments" as string | null, url, events: ["request.fulfilled" as const] };

test("is managed by leads of its team and by the platform team; to everybody else it is not there", async () => {
  const { server, create } = await openWebhookWorld();
  const { web } = server;
  const { webhook } = await create("lee", { url });
  const everybodys = (await create("priya", { url, team: null })).webhook;
  const ids = async (name: Parameters<typeof server.actor>[0]) =>
    (await listWebhooks(web, await server.actor(name), {})).items.map(({ id }) => id);
  expect(await ids("lee")).toEqual([webhook.id]);
  expect(await ids("priya")).toEqual([everybodys.id, webhook.id]);
  expect(await ids("rae")).toEqual([everybodys.id, webhook.id]);
  for (const name of ["dana", "noor", "sam", "ava"] as const) {
    const actor = await server.actor(name);
    expect(await ids(name)).toEqual([]);
    const refused = { code: "not_found" };
    const id = webhook.id;
    await expect(showWebhook(web, actor, id)).rejects.toMatchObject(refused);
    await expect(updateWebhook(web, actor, { id, body: {} })).rejects.toMatchObject(refused);
    await expect(rotateWebhookKey(web, actor, { id, body: {}, idempotencyKey: null })).rejects.toMatchObject(refused);
    await expect(switchWebhook(web, actor, { id, to: "disabled" })).rejects.toMatchObject(refused);
    await expect(testWebhook(web, actor, id)).rejects.toMatchObject(refused);
    await expect(removeWebhook(web, actor, id)).rejects.toMatchObject(refused);
    await expect(listWebhookDeliveries(web, actor, { id })).rejects.toMatchObject(refused);
    await expect(resendWebhookDelivery(web, actor, { id, delivery: "whd_x" })).rejects.toMatchObject(refused);
    await expect(createWebhook(web, actor, { body, idempotencyKey: null })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  const lee = await server.actor("lee");
  await expect(showWebhook(web, lee, everybodys.id)).rejects.toMatchObject({ code: "not_found" });
  for (const team of [null, "search"]) {
    await expect(createWebhook(web, lee, { body: { ...body, team }, idempotencyKey: null })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  const asBot = { ...lee, kind: "service_account" as const };
  await expect(showWebhook(web, asBot, webhook.id)).rejects.toMatchObject({ code: "not_found" });
});

test("tells its key once: a replay is told null, and the ledger has it only for the worker", async () => {
  const { server, services } = await openWebhookWorld();
  const lee = await server.actor("lee");
  const input = { body, idempotencyKey: "one" };
  const first = await createWebhook(server.web, lee, input);
  const again = await createWebhook(server.web, lee, input);
  expect(again).toEqual({ webhook: first.webhook, signingKey: null });
  const key = first.signingKey?.use((bytes) => Buffer.from(bytes)) ?? Buffer.alloc(0);
  expect(key).toHaveLength(32);
  const rows = await server.worker.ctx.db.query<{ id: string; openerId: string; sealed: Buffer }>(sql`
    SELECT id, opener_id AS "openerId", sealed FROM webhook_keys`);
  expect(rows).toHaveLength(1);
  const [row] = rows.map((sealed) => ({ ...sealed, webhookId: first.webhook.id }));
  if (row === undefined) throw new Error("no row");
  expect(row.sealed.includes(key)).toBe(false);
  expect((await services.opener.open(row))?.use((bytes) => bytes.equals(key))).toBe(true);
  // Bound to its place, whole, and to this worker.
  expect(await services.opener.open({ ...row, webhookId: "wh_other" })).toBeNull();
  expect(await services.opener.open({ ...row, id: "whk_other" })).toBeNull();
  const changed = Buffer.from(row.sealed);
  changed[100] = (changed[100] ?? 0) ^ 1;
  expect(await services.opener.open({ ...row, sealed: changed })).toBeNull();
  expect(await services.opener.open({ ...row, sealed: randomBytes(113) })).toBeNull();
  expect(await services.opener.open({ ...row, openerId: "wk-20000101-00000000" })).toBeNull();
  const everything = await dump(server.ledger.url);
  for (const spelt of [key.toString("base64"), key.toString("hex"), key.toString("base64url")]) {
    expect(everything.includes(spelt)).toBe(false);
  }
});

test("leaves no key in memory that nobody was told: of a repeat, and of a call that fails", async () => {
  const { server, create } = await openWebhookWorld();
  const { web } = server;
  const lee = await server.actor("lee");
  const { id } = (await create("lee", { url })).webhook;
  await createWebhook(web, lee, { body, idempotencyKey: "one" });
  await rotateWebhookKey(web, lee, { id, body: {}, idempotencyKey: "two" });
  const made = vi.spyOn(Secret, "fromBytes");
  onTestFinished(() => made.mockRestore());
  await createWebhook(web, lee, { body, idempotencyKey: "one" });
  await rotateWebhookKey(web, lee, { id, body: {}, idempotencyKey: "two" });
  const conflict = { code: "idempotency_conflict" };
  const other = createWebhook(web, lee, { body: { ...body, url: `${url}/other` }, idempotencyKey: "one" });
  await expect(other).rejects.toMatchObject(conflict);
  const longer = rotateWebhookKey(web, lee, { id, body: { overlapHours: 1 }, idempotencyKey: "two" });
  await expect(longer).rejects.toMatchObject(conflict);
  expect(made.mock.calls).toHaveLength(4);
  for (const [bytes] of made.mock.calls) expect(bytes.equals(Buffer.alloc(32))).toBe(true);
});

test("web has no right to what is sealed, and no worker's key is read where others can read it", async () => {
  const { server } = await openWebhookWorld();
  const web = new pg.Client({ connectionString: server.ledger.web });
  await web.connect();
  await expect(web.query("SELECT sealed FROM webhook_keys")).rejects.toMatchObject({ code: "42501" });
  await expect(web.query("SELECT body FROM webhook_events")).rejects.toMatchObject({ code: "42501" });
  await web.end();
  const path = webhookKeyPath(server.home);
  expect((await stat(path)).mode & 0o777).toBe(0o400);
  const text = await readFile(path, "utf8");
  const opened = await openWebhookKeys({ LATCHKEY_HOME: "/nowhere", WEBHOOK_KEY: text });
  expect(opened?.publicKey).toHaveLength(65);
  expect(await openWebhookKeys({ LATCHKEY_HOME: "/nowhere", WEBHOOK_KEY: undefined })).toBeNull();
  const torn = JSON.stringify({ ...(JSON.parse(text) as object), privateKey: randomBytes(32).toString("base64url") });
  for (const damaged of ["{}", "no key", torn]) {
    await expect(openWebhookKeys({ LATCHKEY_HOME: "/nowhere", WEBHOOK_KEY: damaged })).rejects.toMatchObject({
      code: "settings_invalid",
      message: expect.not.stringContaining(damaged) as string,
    });
  }
});

test("cannot be made while no worker has said to which key", async () => {
  const server = await openTestServer();
  const lee = await server.actor("lee");
  await expect(createWebhook(server.web, lee, { body, idempotencyKey: null })).rejects.toMatchObject({
    code: "kek_unavailable",
  });
});

test("has two keys while one is rotated, never three, and each change is in its stream", async () => {
  const { server, create } = await openWebhookWorld();
  const { web } = server;
  const lee = await server.actor("lee");
  const { webhook, key } = await create("lee", { url });
  const { id } = webhook;
  const second = await rotateWebhookKey(web, lee, { id, body: {}, idempotencyKey: "r" });
  expect((await rotateWebhookKey(web, lee, { id, body: {}, idempotencyKey: "r" })).signingKey).toBeNull();
  expect(second.webhook.keys.map(({ endsAt }) => endsAt !== null)).toEqual([false, true]);
  const third = await rotateWebhookKey(web, lee, { id, body: { overlapHours: 0 }, idempotencyKey: null });
  expect(third.webhook.keys).toHaveLength(1);
  expect(new Set([key, second.signingKey, third.signingKey]).size).toBe(3);
  await updateWebhook(web, lee, { id, body: { description: "For the bot.", url: "https://other.example.com/" } });
  await updateWebhook(web, lee, { id, body: { description: "For the bot." } });
  await switchWebhook(web, lee, { id, to: "disabled" });
  await switchWebhook(web, lee, { id, to: "disabled" });
  await expect(testWebhook(web, lee, id)).rejects.toMatchObject({ code: "wrong_state" });
  await switchWebhook(web, lee, { id, to: "active" });
  await testWebhook(web, lee, id);
  await removeWebhook(web, lee, id);
  await expect(removeWebhook(web, lee, id)).rejects.toMatchObject({ code: "not_found" });
  const events = await web.db.query<{ action: string; text: string }>(sql`
    SELECT text::jsonb ->> 'action' AS action, text FROM audit_events WHERE stream = ${`webhook:${id}`} ORDER BY seq`);
  expect(events.map(({ action }) => action)).toEqual([
    "webhook.created",
    "webhook.key_rotated",
    "webhook.key_rotated",
    "webhook.updated",
    "webhook.disabled",
    "webhook.enabled",
    "webhook.tested",
    "webhook.removed",
  ]);
  expect(events.some(({ text }) => text.includes("whsec_"))).toBe(false);
  expect(await server.worker.ctx.db.query(sql`SELECT id FROM webhook_keys`)).toEqual([]);
});

test("refuses what would never be called, a secret in its description, and a twenty-first", async () => {
  const { server, create } = await openWebhookWorld({ WEBHOOK_ALLOWED_NETWORKS: "" });
  const lee = await server.actor("lee");
  const make = (change: Partial<typeof body> & { description?: string }) =>
    createWebhook(server.web, lee, { body: { ...body, ...change }, idempotencyKey: null });
  for (const bad of ["http://hooks.example.com/", "https://127.0.0.1/", "https://user@hooks.example.com/"]) {
    await expect(make({ url: bad })).rejects.toMatchObject({ code: "invalid_input" });
  }
  const token = `ghp_${"a1B2c3D4".repeat(4)}e5F6`;
  await expect(make({ description: `The token is ${token}` })).rejects.toMatchObject({ code: "secret_in_text" });
  await expect(make({ team: "nobody" })).rejects.toMatchObject({ code: "unknown_reference" });
  for (let count = 0; count < 20; count++) await create("lee", { url });
  await expect(make({})).rejects.toMatchObject({ code: "limit_reached" });
});

async function dump(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const parts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    parts.push(...rows.map(({ row }) => row));
  }
  await client.end();
  return parts.join("\n");
}
