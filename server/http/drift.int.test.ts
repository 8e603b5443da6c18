import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { resourceDetailSchema, resourceListSchema } from "#domain/contracts/resource.ts";
import { differenceDigest, driftDigest } from "#domain/reconcile/drift-digest.ts";
import { newId } from "#server/ids/new-id.ts";
import { startApi, type CallOptions, type TestApi } from "#tests/api/start-api.ts";

const difference = { what: "login connection limit", expected: 10, found: 99 };
const digest = driftDigest([difference]);
const seen = { ...difference, digest: differenceDigest(difference), since: "2026-01-01T00:00:00.000Z", looks: 2 };

let api: TestApi;
let ledger: pg.Pool;
beforeAll(async () => {
  api = await startApi();
  await Promise.all(["dana", "noor", "ava", "priya"].map((as) => api.call("GET /api/v1/templates", { as })));
  ledger = new pg.Pool({ connectionString: api.ledger.url, max: 1 });
  return () => ledger.end();
});

/** A resource of dana's that differs, as the looks of a worker would have left it. */
async function putDrifting(): Promise<string> {
  const name = `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const draft = { template: "postgres-small", name, team: "payments", environment: "dev" };
  const body = { ...draft, classification: "internal", purpose: "A test." };
  const filed = requestSchema.parse(await (await api.call("POST /api/v1/requests", { as: "dana", body })).json());
  const id = newId("res");
  await ledger.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours)
     SELECT $1, id, resource_type, team, environment, classification, name, 'active', 'embedded-postgres', '{}', 48, 72
     FROM requests WHERE id = $2`,
    [id, filed.id],
  );
  await ledger.query("INSERT INTO inspections(resource_id, looked_at, drift) VALUES ($1, now(), $2)", [
    id,
    JSON.stringify([seen]),
  ]);
  return id;
}

/** Status and code of a call. */
async function answerOf(target: string, options: CallOptions) {
  const response = await api.call(target, options);
  const document: unknown = await response.json();
  return { status: response.status, code: response.ok ? null : problemSchema.parse(document).code };
}

test("a decision about drift takes the digest that was read, from who may, with the scope to write", async () => {
  const id = await putDrifting();
  const target = `POST /api/v1/resources/${id}/drift`;
  const body = { action: "revert", digest };
  expect(await answerOf(target, { body })).toMatchObject({ status: 401 });
  const reader = { as: "dana", scope: "resources:read", body };
  expect(await answerOf(target, reader)).toEqual({ status: 403, code: "insufficient_scope" });
  expect(await answerOf(target, { as: "noor", body })).toEqual({ status: 404, code: "not_found" });
  expect(await answerOf(target, { as: "ava", body })).toEqual({ status: 403, code: "forbidden" });
  const adopt = { action: "adopt", digest };
  expect(await answerOf(target, { as: "priya", body: adopt })).toEqual({ status: 422, code: "invalid_input" });
  const stale = { action: "revert", digest: driftDigest([]) };
  expect(await answerOf(target, { as: "dana", body: stale })).toEqual({ status: 409, code: "digest_stale" });
  const response = await api.call(target, { as: "dana", body });
  const { inspection } = resourceDetailSchema.parse(await response.json());
  expect(inspection.drift).toMatchObject({
    digest,
    differences: [difference],
    reverting: { by: { email: "dana@latchkey.test" } },
  });
  expect(await answerOf(target, { as: "dana", body })).toEqual({ status: 409, code: "wrong_state" });
});

test("another team's resource and none at all are refused alike", async () => {
  const [there, nowhere] = [await putDrifting(), newId("res")];
  const bodies = await Promise.all(
    [there, nowhere].map(async (id) => {
      const body = { action: "revert", digest };
      const response = await api.call(`POST /api/v1/resources/${id}/drift`, { as: "noor", body });
      const { requestId: _, instance: __, ...rest } = (await response.json()) as Record<string, unknown>;
      return rest;
    }),
  );
  expect(bodies[0]).toEqual(bodies[1]);
});

test("a list tells how much each is used, and orphans are for platform roles", async () => {
  const id = await putDrifting();
  await ledger.query("UPDATE inspections SET unused_since = now() - interval '31 days' WHERE resource_id = $1", [id]);
  const response = await api.call("GET /api/v1/resources?use=idle", { as: "dana" });
  const { items } = resourceListSchema.parse(await response.json());
  expect(items).toMatchObject([{ id, usage: { connections: null, idle: true } }]);
  expect(await answerOf("GET /api/v1/orphans", { as: "dana" })).toEqual({ status: 403, code: "forbidden" });
  expect(await answerOf("GET /api/v1/orphans", { as: "ava" })).toEqual({ status: 200, code: null });
  const body = { action: "quarantine", reason: "Nobody's." };
  expect(await answerOf("POST /api/v1/orphans/orp_x", { as: "dana", body })).toMatchObject({ status: 404 });
  expect(await answerOf("POST /api/v1/orphans/orp_x", { as: "priya", body })).toMatchObject({ status: 404 });
});
