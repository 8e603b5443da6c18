import { createECDH } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import {
  webhookDeliveryListSchema,
  webhookListSchema,
  webhookSchema,
  webhookTestSchema,
  webhookWithKeySchema,
} from "#domain/contracts/webhook.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await Promise.all(["dana", "lee", "noor"].map((as) => api.call("GET /api/v1/templates", { as })));
  const worker = new pg.Client({ connectionString: api.ledger.worker });
  await worker.connect();
  const publicKey = createECDH("prime256v1").generateKeys();
  await worker.query("INSERT INTO webhook_openers (id, public_key) VALUES ('wk-20261127-00000000', $1)", [publicKey]);
  await worker.end();
});

const body = { team: "payments", url: "https://hooks.example.com/latchkey", events: ["request.fulfilled"] };
const create = (as: string, change: object = {}, headers: Record<string, string> = {}) =>
  api.call("POST /api/v1/webhooks", { as, body: { ...body, ...change }, headers });
const codeOf = async (answer: Response) => problemSchema.parse(await answer.json()).code;

test("tells the key once over HTTP, and a repeat that it is one", async () => {
  const headers = { "idempotency-key": "webhook-1" };
  const first = await create("lee", {}, headers);
  expect([first.status, first.headers.get("idempotent-replayed")]).toEqual([201, null]);
  const made = webhookWithKeySchema.parse(await first.json());
  expect(Buffer.from(String(made.signingKey).replace("whsec_", ""), "base64")).toHaveLength(32);
  const again = await create("lee", {}, headers);
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(webhookWithKeySchema.parse(await again.json())).toEqual({ ...made, signingKey: null });
  expect(await codeOf(await create("lee", { events: ["lease.active"] }, headers))).toBe("idempotency_conflict");
  const shown = await api.call(`GET /api/v1/webhooks/${made.id}`, { as: "lee" });
  const text = await shown.text();
  expect(webhookSchema.parse(JSON.parse(text)).id).toBe(made.id);
  expect(text).not.toContain("whsec_");
});

test("serves every verb to who manages it, and the common 404 to everybody else", async () => {
  const { id } = webhookWithKeySchema.parse(await (await create("lee")).json());
  const at = (path: string, as: string, sent: unknown = {}) =>
    api.call(`POST /api/v1/webhooks/${id}${path}`, { as, body: sent });
  for (const path of [
    "/update",
    "/rotate-key",
    "/disable",
    "/enable",
    "/test",
    "/remove",
    "/deliveries/whd_x/resend",
  ]) {
    const there = await at(path, "noor");
    const nowhere = await api.call(`POST /api/v1/webhooks/wh_none${path}`, { as: "noor", body: {} });
    const [one, other] = [problemSchema.parse(await there.json()), problemSchema.parse(await nowhere.json())];
    expect([there.status, nowhere.status]).toEqual([404, 404]);
    expect({ ...one, requestId: "", instance: "" }).toEqual({ ...other, requestId: "", instance: "" });
  }
  expect((await at("/update", "lee", { description: "Mine." })).status).toBe(200);
  expect(webhookWithKeySchema.parse(await (await at("/rotate-key", "lee")).json()).keys).toHaveLength(2);
  const ping = await at("/test", "lee");
  expect(ping.status).toBe(202);
  expect(webhookTestSchema.parse(await ping.json()).event).toMatch(/^evt_/);
  expect((await at("/disable", "lee")).status).toBe(200);
  expect(await codeOf(await at("/test", "lee"))).toBe("wrong_state");
  expect((await at("/enable", "lee")).status).toBe(200);
  const log = await api.call(`GET /api/v1/webhooks/${id}/deliveries?state=failed&limit=5`, { as: "lee" });
  expect(webhookDeliveryListSchema.parse(await log.json()).items).toEqual([]);
  const gone = await at("/remove", "lee");
  expect([gone.status, await gone.text()]).toEqual([204, ""]);
  expect((await api.call(`GET /api/v1/webhooks/${id}`, { as: "lee" })).status).toBe(404);
});

test("asks for its own scopes, pages without a gap, and refuses what does not fit", async () => {
  expect((await api.call("GET /api/v1/webhooks", { as: "lee", scope: "requests:read" })).status).toBe(403);
  const readOnly = await api.call("POST /api/v1/webhooks", { as: "lee", scope: "webhooks:read", body });
  expect(await codeOf(readOnly)).toBe("insufficient_scope");
  expect(await codeOf(await create("dana"))).toBe("forbidden");
  for (const change of [
    { url: "http://hooks.example.com/" },
    { url: "https://127.0.0.1/" },
    { url: `https://hooks.example.com/${"x".repeat(3000)}` },
    { events: [] },
    { events: ["request.*"] },
    { events: ["ping"] },
    { team: undefined },
    { state: "active" },
  ]) {
    const answer = await create("lee", change);
    expect({ change, status: answer.status }).toEqual({ change, status: 422 });
  }
  for (let count = 0; count < 3; count++) await create("lee");
  const seen: string[] = [];
  let cursor = "";
  do {
    const answer = await api.call(`GET /api/v1/webhooks?limit=2${cursor}`, { as: "lee" });
    const page = webhookListSchema.parse(await answer.json());
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  const all = webhookListSchema.parse(await (await api.call("GET /api/v1/webhooks", { as: "lee" })).json());
  expect(seen).toEqual(all.items.map(({ id }) => id));
  expect(seen.length).toBeGreaterThanOrEqual(3);
});
