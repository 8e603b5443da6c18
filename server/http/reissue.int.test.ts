import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { resourceSchema } from "#domain/contracts/resource.ts";
import { createdTokenSchema, serviceAccountSchema } from "#domain/contracts/service-account.ts";
import { newGrantId, newId } from "#server/ids/new-id.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let ledger: pg.Pool;
beforeAll(async () => {
  api = await startApi();
  await Promise.all(["dana", "lee", "noor", "ava"].map((as) => api.call("GET /api/v1/templates", { as })));
  ledger = new pg.Pool({ connectionString: api.ledger.url, max: 1 });
  return () => ledger.end();
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;

/** A resource of dana's with one generation in a state, as a worker would have left it. */
async function putResource(state: string, grant: { state: string; isEnded: boolean }): Promise<string> {
  const draft = { template: "postgres-small", name: newName(), team: "payments", environment: "dev" };
  const body = { ...draft, classification: "internal", purpose: "A test." };
  const filed = requestSchema.parse(await (await api.call("POST /api/v1/requests", { as: "dana", body })).json());
  const id = newId("res");
  await ledger.query(
    `WITH made AS (INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend,
       parameters, lifetime_hours, claim_window_hours)
       SELECT $1, id, resource_type, team, environment, classification, name, $3, 'embedded-postgres', '{}', 48, 72
       FROM requests WHERE id = $2 RETURNING request_id)
     INSERT INTO grants(id, resource_id, generation, recipient_id, recipient_issuer, recipient_subject, state,
       classification, environment, expires_at, ended_at)
     SELECT $4, $1, 1, p.id, p.issuer, p.subject, $5, 'internal', 'dev', now(), CASE WHEN $6 THEN now() END
     FROM made JOIN requests q ON q.id = $2 JOIN principals p ON p.id = q.requester_id`,
    [id, filed.id, state, newGrantId(), grant.state, grant.isEnded],
  );
  return id;
}

const putActive = () => putResource("active", { state: "confirmed", isEnded: false });
const putFrozen = () => putResource("frozen", { state: "expired", isEnded: true });

async function ask(what: "rotate" | "restore", id: string, by: { as?: string; token?: string; scope?: string }) {
  const headers: Record<string, string> = by.token === undefined ? {} : { authorization: `Bearer ${by.token}` };
  const target = `POST /api/v1/resources/${id}/${what}`;
  const response = await api.call(target, { as: by.as, scope: by.scope, body: {}, headers });
  const document: unknown = await response.json();
  if (response.ok) return { status: 200, reissue: resourceSchema.parse(document).reissue };
  return { status: response.status, code: problemSchema.parse(document).code };
}

async function newToken(): Promise<string> {
  const body = { team: "payments", name: newName() };
  const account = await api.call("POST /api/v1/service-accounts", { as: "lee", body });
  const { id } = serviceAccountSchema.parse(await account.json());
  const wanted = { serviceAccount: id, scopes: ["resources:read", "resources:write"], expiresInDays: 1 };
  const made = await api.call("POST /api/v1/tokens", { as: "lee", body: wanted });
  return String(createdTokenSchema.parse(await made.json()).token);
}

test("a member asks for a new credential once; then one is being made", async () => {
  const id = await putActive();
  expect(await ask("rotate", id, { as: "dana" })).toEqual({ status: 200, reissue: "rotate" });
  expect(await ask("rotate", id, { as: "lee" })).toEqual({ status: 409, code: "wrong_state" });
  expect(await ask("restore", id, { as: "dana" })).toEqual({ status: 409, code: "wrong_state" });
});

test("a member restores what is frozen once its access is proven to have ended", async () => {
  const ending = await putResource("frozen", { state: "expired", isEnded: false });
  expect(await ask("restore", ending, { as: "dana" })).toEqual({ status: 409, code: "wrong_state" });
  const id = await putFrozen();
  expect(await ask("rotate", id, { as: "dana" })).toEqual({ status: 409, code: "wrong_state" });
  expect(await ask("restore", id, { as: "dana" })).toEqual({ status: 200, reissue: "restore" });
});

test.each(["rotate", "restore"] as const)(
  "%s is refused to everybody else, and asks for nothing then",
  async (what) => {
    const id = await (what === "rotate" ? putActive() : putFrozen());
    expect(await ask(what, id, {})).toEqual({ status: 401, code: "unauthenticated" });
    expect(await ask(what, id, { as: "dana", scope: "resources:read" })).toEqual({
      status: 403,
      code: "insufficient_scope",
    });
    expect(await ask(what, id, { as: "noor" })).toEqual({ status: 404, code: "not_found" });
    expect(await ask(what, id, { as: "ava" })).toEqual({ status: 403, code: "forbidden" });
    const { rows } = await ledger.query("SELECT reissue FROM resources WHERE id = $1", [id]);
    expect(rows).toEqual([{ reissue: null }]);
  },
);

test("a service account of the team rotates, and never restores", async () => {
  const token = await newToken();
  expect(await ask("rotate", await putActive(), { token })).toEqual({ status: 200, reissue: "rotate" });
  expect(await ask("restore", await putFrozen(), { token })).toEqual({ status: 403, code: "forbidden" });
});
