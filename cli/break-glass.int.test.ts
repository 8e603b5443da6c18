import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { knownPersonSchema, personListSchema } from "#domain/contracts/person.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let admin: pg.Pool;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi();
  admin = new pg.Pool({ connectionString: api.ledger.url, max: 2 });
  env = { LATCHKEY_URL: await api.listen(), LATCHKEY_HOME: "/nonexistent" };
});
afterAll(() => admin.end());

const run = async (who: string, ...argv: string[]) => runCli(argv, { ...env, LATCHKEY_TOKEN: await api.token(who) });

/** A resource of dana's as a finished run leaves it. */
async function hold(): Promise<string> {
  const name = `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const wish = { template: "postgres-small", team: "payments", environment: "dev", classification: "internal" };
  const answer = await api.call("POST /api/v1/requests", { as: "dana", body: { ...wish, name, purpose: "Orders" } });
  const request = requestSchema.parse(await answer.json());
  const id = `res_${name.slice(1)}`;
  await admin.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours, ready_at)
     VALUES ($1, $2, 'postgres-database', 'payments', 'dev', 'internal', $3, 'active', 'embedded-postgres', '{}', 48, 72, now())`,
    [id, request.id, name],
  );
  return id;
}

const said = ["--incident", "INC-1", "--reason", "It is down."];

test("gets emergency access, says until when, and refuses who is not named or says too little", async () => {
  const id = await hold();
  await run("sam", "resources", "show", id);
  expect((await run("priya", "break-glass", id, ...said)).err).toContain("(forbidden)");
  expect((await run("noor", "break-glass", id, ...said)).err).toContain("(not_found)");
  expect((await run("omar", "break-glass", id, "--incident", "INC-1")).code).toBe(1);
  const done = await run("omar", "break-glass", id, ...said, "--minutes", "15");
  expect([done.code, done.err]).toEqual([0, ""]);
  expect(done.out).toMatch(/^bg_\w+ {2}active\n {2}omar to n\w+ in dev, incident INC-1\n {2}until \d{4}-/);
  const again = await run("omar", "break-glass", id, ...said, "--json");
  expect(JSON.parse(again.out)).toMatchObject({ code: "wrong_state" });
});

test("people: listed, deactivated and let in again by call; nobody else may", async () => {
  await api.token("noor");
  await run("noor", "templates");
  const call = (route: string, who: string, body?: object) => api.call(`${route}`, { as: who, body });
  const page = personListSchema.parse(await (await call("GET /api/v1/people?q=noor", "rae")).json());
  const id = page.items[0]?.id ?? "";
  expect((await call(`POST /api/v1/people/${id}/deactivate`, "priya", { reason: "x" })).status).toBe(403);
  const left = await call(`POST /api/v1/people/${id}/deactivate`, "rae", { reason: "Left." });
  expect(knownPersonSchema.parse(await left.json()).deactivatedAt).not.toBeNull();
  expect((await run("noor", "templates")).err).toContain("(unauthenticated)");
  expect((await call(`POST /api/v1/people/${id}/reactivate`, "rae", {})).status).toBe(200);
  expect((await run("noor", "templates")).code).toBe(0);
});
