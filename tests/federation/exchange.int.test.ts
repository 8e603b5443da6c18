import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { newId } from "#server/ids/new-id.ts";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import {
  githubClaims,
  githubRuleClaims,
  githubToken,
  gitlabClaims,
  gitlabToken,
} from "#tests/federation/workload-tokens.ts";

let federation: Federation;
let ruleId: string;

beforeAll(async () => {
  federation = await openFederation();
  ruleId = await federation.addRule();
});
afterAll(() => federation[Symbol.asyncDispose]());

async function ledger<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: federation.api.ledger.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

let names = 0;
const bodyOf = (change: object = {}) => ({
  template: "postgres-small",
  name: `w${Date.now().toString(36)}${++names}`,
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "A job asks.",
  onBehalfOf: "dana@latchkey.test",
  ...change,
});

describe("a workload that a trust rule names", () => {
  test("gets a token of the service account for 15 minutes, as RFC 8693 has it, and nobody keeps the answer", async () => {
    const response = await federation.exchange(await githubToken(federation.github));
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      access_token: expect.stringMatching(/^latchkey_sa_/) as string,
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: 900,
      scope: "templates:read requests:read requests:write resources:read leases:read leases:write",
    });
  });

  test("gets no scope beyond what it asks for and what the rule gives", async () => {
    const { github } = federation;
    const fields = { scope: "requests:read resources:write all audit:read" };
    const response = await federation.exchange(await githubToken(github), fields);
    expect(await response.json()).toMatchObject({ scope: "requests:read" });
    const none = await federation.exchange(await githubToken(github), { scope: "resources:write" });
    expect(none.status).toBe(401);
    const token = await federation.accessToken(await githubToken(github), { scope: "requests:read" });
    expect((await federation.as(token, "GET /api/v1/requests")).status).toBe(200);
    const refused = await federation.as(token, "POST /api/v1/requests", bodyOf());
    expect(await refused.json()).toMatchObject({ status: 403, code: "insufficient_scope" });
  });

  test("is shown with every request of it: repository, commit, workflow and run", async () => {
    const { github, as } = federation;
    const token = await federation.accessToken(await githubToken(github));
    const filed = (await (await as(token, "POST /api/v1/requests", bodyOf())).json()) as Record<string, unknown>;
    const workload = {
      issuer: "github",
      subject: githubClaims.sub,
      repository: "acme/orders",
      sha: githubClaims.sha,
      ref: "refs/heads/main",
      workflow: githubClaims.workflow_ref,
      runUrl: null,
      startedBy: { name: "octo", id: "77" },
      pod: null,
    };
    expect(filed).toMatchObject({ state: "approved", workload, onBehalfOf: { email: "dana@latchkey.test" } });
    const shown = await federation.api.call(`GET /api/v1/requests/${String(filed.id)}`, { as: "dana" });
    expect(await shown.json()).toMatchObject({ workload, requester: { name: "payments/orders-ci" } });
    const [event] = await ledger<{ actor: object }>(
      "SELECT text::jsonb->'actor' AS actor FROM audit_events WHERE stream = $1 ORDER BY seq LIMIT 1",
      [`request:${String(filed.id)}`],
    );
    expect(event?.actor).toMatchObject({ workload: { ...workload, rule: ruleId }, onBehalfOf: { name: "dana" } });
  });

  test("is recorded with the rule that let it in and without its token", async () => {
    const token = await githubToken(federation.github);
    await federation.accessToken(token);
    const [event] = await ledger<{ text: string }>(
      "SELECT text FROM audit_events WHERE text::jsonb->>'action' = 'workload.exchanged' ORDER BY position DESC LIMIT 1",
    );
    expect(JSON.parse(event?.text ?? "")).toMatchObject({
      actor: { id: federation.accountId, workload: { repository: "acme/orders", rule: ruleId } },
      details: { rule: ruleId, seconds: 900 },
    });
    for (const part of token.split(".")) expect(event?.text).not.toContain(part);
  });

  test("may not ask beyond the environments and templates of its rule: preview and submit refuse alike", async () => {
    const { github, as, addAccount, addRule } = federation;
    const account = await addAccount("cache-only");
    await addRule({ serviceAccount: account, templates: ["redis-small"] });
    const narrow = await federation.accessToken(await githubToken(github), { service_account: "payments/cache-only" });
    const wide = await federation.accessToken(await githubToken(github), { service_account: federation.accountId });
    for (const target of ["POST /api/v1/requests", "POST /api/v1/policy/preview"]) {
      const elsewhere = await as(wide, target, bodyOf({ environment: "production" }));
      expect(await elsewhere.json()).toMatchObject({
        status: 403,
        code: "forbidden",
        detail: "The trust rule of this workload is for dev only.",
      });
      const other = await as(narrow, target, bodyOf());
      expect(await other.json()).toMatchObject({ status: 403, code: "forbidden" });
    }
    const before = await ledger<{ count: string }>("SELECT count(*) FROM requests");
    await as(wide, "POST /api/v1/requests", bodyOf({ environment: "staging" }));
    expect(await ledger("SELECT count(*) FROM requests")).toEqual(before);
  });

  test("knows of nothing beyond them, by name or in a list, though its team does", async () => {
    const { github, as, api } = federation;
    const token = await federation.accessToken(await githubToken(github), { service_account: "payments/orders-ci" });
    const body = bodyOf({ environment: "production", onBehalfOf: undefined });
    const filed = (await (await api.call("POST /api/v1/requests", { as: "dana", body })).json()) as { id: string };
    expect((await as(token, `GET /api/v1/requests/${filed.id}`)).status).toBe(404);
    expect((await as(token, `POST /api/v1/requests/${filed.id}/withdraw`)).status).toBe(404);
    const listed = (await (await as(token, "GET /api/v1/requests?limit=100")).json()) as {
      items: { environment: string }[];
    };
    expect(new Set(listed.items.map(({ environment }) => environment))).toEqual(new Set(["dev"]));
  });

  test("gets nothing by the idempotency key of another rule of its account, and takes none away from it", async () => {
    const { api, github, addAccount, addRule } = federation;
    const account = await addAccount("shared");
    const toStaging = await addRule({ serviceAccount: account, environments: ["staging"] });
    const toDev = await addRule({
      serviceAccount: account,
      claims: { ...githubRuleClaims, runner_environment: "github-hosted" },
    });
    const staging = await federation.accessToken(await githubToken(github), { trust_rule: toStaging });
    const dev = await federation.accessToken(await githubToken(github), { trust_rule: toDev });
    const submit = (token: string, key: string, body: object) =>
      api.call("POST /api/v1/requests", {
        headers: { authorization: `Bearer ${token}`, "idempotency-key": key },
        body,
      });
    const [beyond, within] = [bodyOf({ environment: "staging" }), bodyOf()];
    const filed = await submit(staging, "deploy-1", beyond);
    expect(filed.status).toBe(201);
    const again = await submit(staging, "deploy-1", beyond);
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(await (await submit(dev, "deploy-1", beyond)).json()).toMatchObject({ status: 403, code: "forbidden" });
    // Nor does a key that it used first stand in another's way.
    expect((await submit(dev, "deploy-2", within)).status).toBe(201);
    const free = await submit(staging, "deploy-2", bodyOf({ environment: "staging" }));
    expect([free.status, free.headers.get("idempotent-replayed")]).toEqual([201, null]);
    expect((await submit(dev, `${toStaging},deploy-1`, beyond)).status).toBe(422);
  });

  test("is given no lease that another rule of its account asked for under the same key", async () => {
    const { api, github, addAccount, addRule, as } = federation;
    const account = await addAccount("lessees");
    const claims = { ...githubRuleClaims, runner_environment: "github-hosted" };
    const rules = [await addRule({ serviceAccount: account }), await addRule({ serviceAccount: account, claims })];
    const [one = "", other = ""] = await Promise.all(
      rules.map(async (rule) => federation.accessToken(await githubToken(github), { trust_rule: rule })),
    );
    const filed = (await (await as(one, "POST /api/v1/requests", bodyOf())).json()) as { id: string };
    const id = newId("res");
    await ledger(
      `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
         lifetime_hours, claim_window_hours)
       SELECT $1, id, resource_type, team, environment, 'internal', name, 'active', 'embedded-postgres', '{}', 48, 72
       FROM requests WHERE id = $2`,
      [id, filed.id],
    );
    const { publicKey } = await createClaimKey();
    const ask = async (token: string) => {
      const headers = { authorization: `Bearer ${token}`, "idempotency-key": "lease-1" };
      const body = { publicKey, ttlSeconds: 600 };
      const answer = await api.call(`POST /api/v1/resources/${id}/leases`, { headers, body });
      const { leaseId } = (await answer.json()) as { leaseId?: string };
      return { status: answer.status, leaseId, replayed: answer.headers.get("idempotent-replayed") };
    };
    const [first, again, others] = [await ask(one), await ask(one), await ask(other)];
    expect([first.status, again, others]).toMatchObject([
      202,
      { leaseId: first.leaseId, replayed: "true" },
      { status: 202, replayed: null },
    ]);
    expect(others.leaseId).not.toBe(first.leaseId);
  });

  test("is let in by GitLab alike", async () => {
    const account = await federation.addAccount("gitlab-ci");
    const claims = { ...pick(gitlabClaims, ["project_id", "namespace_id", "ref", "ref_type", "ref_protected"]) };
    await federation.addRule({
      serviceAccount: account,
      issuer: "gitlab",
      claims: { ...claims, ci_config_ref_uri: gitlabClaims.ci_config_ref_uri, pipeline_source: "push" },
    });
    const token = await federation.accessToken(await gitlabToken(federation.gitlab));
    const filed = await (await federation.as(token, "POST /api/v1/requests", bodyOf())).json();
    expect(filed).toMatchObject({
      workload: { issuer: "gitlab", runUrl: `${federation.gitlab.url}/acme/orders/-/jobs/3401` },
    });
  });
});

describe("a token of a workload", () => {
  test("opens nothing any more once its rule is revoked, at the next call", async () => {
    const account = await federation.addAccount("soon-over");
    const rule = await federation.addRule({ serviceAccount: account });
    const token = await federation.accessToken(await githubToken(federation.github), { trust_rule: rule });
    expect((await federation.as(token, "GET /api/v1/requests")).status).toBe(200);
    const revoked = await federation.api.call(`POST /api/v1/trust-rules/${rule}/revoke`, { as: "lee" });
    expect(revoked.status).toBe(200);
    expect((await federation.as(token, "GET /api/v1/requests")).status).toBe(401);
    const again = await federation.exchange(await githubToken(federation.github), { service_account: account });
    expect(again.status).toBe(401);
  });

  test("nor once its account is revoked, or its time is over", async () => {
    const account = await federation.addAccount("over-as-well");
    const rule = await federation.addRule({ serviceAccount: account });
    const first = await federation.accessToken(await githubToken(federation.github), { trust_rule: rule });
    await ledger(
      "UPDATE service_account_tokens SET created_at = now() - interval '1 h', expires_at = now() - interval '46 min' WHERE service_account_id = $1",
      [account],
    );
    expect((await federation.as(first, "GET /api/v1/requests")).status).toBe(401);
    const second = await federation.accessToken(await githubToken(federation.github), { trust_rule: rule });
    await federation.api.call(`POST /api/v1/service-accounts/${account}/revoke`, { as: "lee" });
    expect((await federation.as(second, "GET /api/v1/requests")).status).toBe(401);
  });

  test("does not count among those made by hand, and is not listed with them", async () => {
    const account = await federation.addAccount("busy");
    const rule = await federation.addRule({ serviceAccount: account });
    for (let round = 0; round < 12; round++) {
      await federation.accessToken(await githubToken(federation.github), { trust_rule: rule });
    }
    const read = async (path: string) => (await federation.api.call(`GET /api/v1/${path}`, { as: "lee" })).json();
    expect(await read(`service-accounts/${account}`)).toMatchObject({
      liveTokens: 0,
      lastUsedAt: expect.any(String) as string,
    });
    expect(await read(`tokens?serviceAccount=${account}`)).toMatchObject({ items: [] });
    const exchanged = (await read(`tokens?serviceAccount=${account}&of=workloads`)) as { items: object[] };
    expect(exchanged.items).toHaveLength(12);
    expect(exchanged.items[0]).toMatchObject({ trustRule: rule, workload: { repository: "acme/orders" } });
    const body = { serviceAccount: account, scopes: ["requests:read"], expiresInDays: 1 };
    expect((await federation.api.call("POST /api/v1/tokens", { as: "lee", body })).status).toBe(201);
  });
});

function pick<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, Key>;
}
