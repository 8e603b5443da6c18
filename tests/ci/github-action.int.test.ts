import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leaseListSchema } from "#domain/contracts/lease.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { bundleAction } from "#scripts/bundle-action.ts";
import { startIdTokens, startJob } from "#tests/ci/run-action.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import { githubToken, workloadAudience } from "#tests/federation/workload-tokens.ts";
import { answerTo } from "#tests/harness/leased-resource.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { openTestServer, uniqueName } from "#tests/harness/test-server.ts";

const timeout = 180_000;

let federation: Federation;
let action: string;
let url: string;
beforeAll(async () => {
  federation = await openFederation();
  await federation.addRule({
    environments: ["dev", "production"],
    scopes: ["requests:read", "requests:write", "resources:read", "resources:write", "leases:read", "leases:write"],
  });
  url = await federation.api.listen();
  action = await bundleAction(await mkdtemp(join(tmpdir(), "latchkey-action-")));
}, timeout);
afterAll(() => federation[Symbol.asyncDispose]());

const work = async () =>
  void (await startWorker(await openTestServer({}, { ledger: federation.api.ledger }), undefined));

/** A database of payments, built by the worker of this test. */
async function openDatabase(): Promise<string> {
  const wish = { template: "postgres-small", team: "payments", environment: "dev", classification: "internal" };
  const body = { ...wish, name: uniqueName(), purpose: "A test." };
  const call = { as: "dana", body, headers: { prefer: "wait=60" } };
  const filed = requestSchema.parse(await (await federation.api.call("POST /api/v1/requests", call)).json());
  return filed.resource?.id ?? "";
}

async function leasesOf(id: string) {
  const answer = await federation.api.call(`GET /api/v1/resources/${id}/leases`, { as: "dana" });
  return leaseListSchema.parse(await answer.json()).items;
}

const idTokensOf = (claims: Readonly<Record<string, unknown>> = {}) =>
  startIdTokens((aud) => githubToken(federation.github, { aud, ...claims }));

test(
  "a job with nothing but its identity token gets a login, uses it, and it is refused after the job",
  { timeout },
  async () => {
    await work();
    const resource = await openDatabase();
    const inputs = { url, audience: workloadAudience, resource, ttl: "5m", env: "DATABASE_URL=url\nPGUSER=username" };
    const job = await startJob(action, inputs, await idTokensOf());
    const taken = await job.take();
    expect([taken.code, taken.log]).toEqual([0, expect.stringContaining("lets in until")]);
    const { file = "", lease } = await job.outputs();
    const { fields } = JSON.parse(await readFile(file, "utf8")) as { fields: Record<string, string> };
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(taken.log).not.toContain(fields.password);
    expect(taken.log).not.toMatch(/eyJ|latchkey_sa_/);
    const environment = await job.environment();
    expect(environment.PGUSER).toBe(fields.username);
    expect(await migrate(environment.DATABASE_URL ?? "")).toBe(3);
    expect(await leasesOf(resource)).toMatchObject([
      {
        leaseId: lease,
        state: "active",
        purpose: "acme/orders: migrate, run 7001",
        by: { name: "payments/orders-ci" },
      },
    ]);
    const ended = await job.end();
    expect([ended.code, ended.log]).toEqual([0, expect.stringContaining(`${lease} is over.`)]);
    expect(await job.files()).toEqual([]);
    await waitUntil(
      "its login has ended",
      60_000,
      async () => (await leasesOf(resource))[0]?.state === "ended" || null,
    );
    expect(await answerTo(fields)).not.toBe("in");
  },
);

test("a step that fails after it was let in leaves nothing open", { timeout }, async () => {
  await work();
  const resource = await openDatabase();
  const inputs = { url, audience: workloadAudience, resource, env: "TOKEN=noSuchField" };
  const job = await startJob(action, inputs, await idTokensOf());
  const taken = await job.take();
  expect([taken.code, taken.log]).toEqual([1, expect.stringContaining("what was leased has no noSuchField")]);
  expect((await job.end()).code).toBe(0);
  expect(await job.files()).toEqual([]);
  await waitUntil("its login has ended", 60_000, async () => (await leasesOf(resource))[0]?.state === "ended" || null);
});

test(
  "a database of its own is built for a job, and given back with it; what rules refuse says why",
  { timeout },
  async () => {
    await work();
    const wish = { template: "postgres-small", team: "payments", classification: "internal", purpose: "A job's own." };
    const own = {
      url,
      audience: workloadAudience,
      ...wish,
      name: uniqueName(),
      environment: "dev",
      "on-behalf-of": "dana@latchkey.test",
      "release-resource": "true",
    };
    const job = await startJob(action, own, await idTokensOf());
    const taken = await job.take();
    expect([taken.code, taken.log]).toEqual([0, expect.stringContaining("lets in until")]);
    const { resource = "", request } = await job.outputs();
    expect(request).toMatch(/^req_/);
    expect((await job.end()).log).toContain(`${resource} is given back.`);
    const after = await federation.api.call(`GET /api/v1/resources/${resource}`, { as: "dana" });
    expect(((await after.json()) as { state: string }).state).toMatch(/^destroy/);
    const long = await startJob(action, { ...own, name: uniqueName(), "lifetime-hours": "9000" }, await idTokensOf());
    const denied = await long.take();
    expect([denied.code, denied.log]).toEqual([1, expect.stringMatching(/was denied: http.*\/requests\/req_/)]);
    const asked = { ...own, name: uniqueName(), environment: "production", "wait-minutes": "0.05" };
    const waiting = await startJob(action, asked, await idTokensOf());
    const late = await waiting.take();
    expect([late.code, late.log]).toEqual([1, expect.stringContaining("is pending approval: ")]);
    expect((await waiting.end()).log).toMatch(/req_\w+ is withdrawn\./);
    const beyond = await startJob(action, { ...own, name: uniqueName(), environment: "staging" }, await idTokensOf());
    expect((await beyond.take()).code).toBe(1);
  },
);

test(
  "a fork, a recycled name, a look-alike owner and a token that was used before get nothing",
  { timeout },
  async () => {
    await work();
    const resource = await openDatabase();
    const inputs = { url, audience: workloadAudience, resource };
    const used = await githubToken(federation.github);
    await federation.accessToken(used);
    const strangers: Record<string, Readonly<Record<string, string>>> = {
      "a fork's pull request": await idTokensOf({
        event_name: "pull_request",
        ref: "refs/pull/7/merge",
        sub: "repo:acme/orders:pull_request",
        ref_protected: "false",
      }),
      "the fork itself": await idTokensOf({
        repository: "mallory/orders",
        repository_id: "6666",
        repository_owner: "mallory",
        repository_owner_id: "666",
      }),
      "a recycled name": await idTokensOf({ repository_id: "4002" }),
      "a look-alike owner": await idTokensOf({
        repository: "acme-evil/orders",
        repository_owner: "acme-evil",
        repository_owner_id: "9002",
      }),
      "an unprotected ref": await idTokensOf({ ref: "refs/heads/topic", ref_protected: "false" }),
      "a token that was used before": await startIdTokens(async () => used),
      "another audience": await startIdTokens(() => githubToken(federation.github, { aud: "https://github.com/acme" })),
    };
    const logs = new Set<string>();
    for (const [stranger, idTokens] of Object.entries(strangers)) {
      const job = await startJob(action, inputs, idTokens);
      const { code, log } = await job.take();
      expect([stranger, code]).toEqual([stranger, 1]);
      logs.add(log);
      expect((await job.end()).code).toBe(0);
      expect([stranger, await job.outputs(), await job.files()]).toEqual([stranger, {}, []]);
    }
    expect([...logs]).toEqual([expect.stringContaining("(unauthenticated)")]);
    expect(await leasesOf(resource)).toEqual([]);
    process.stdout.write(
      `ci job: ${Object.keys(strangers).length} of ${Object.keys(strangers).length} strangers got nothing\n`,
    );
  },
);

/** What a job does with it: writes, and reads what it wrote. */
async function migrate(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("CREATE TEMPORARY TABLE orders AS SELECT generate_series(1, 3) AS id");
    const { rows } = await client.query<{ count: number }>("SELECT count(*)::int AS count FROM orders");
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
