import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { routes } from "#domain/contracts/routes/routes.ts";
import { createdTokenSchema } from "#domain/contracts/service-account.ts";
import { trustRuleListSchema, trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import { rulesPerAccountMax } from "#domain/federation/rule-limits.ts";
import { TrustRuleApi } from "#tests/api/trust-rule-api.ts";
import { fakeSecrets } from "#tests/factories/fake-secrets.ts";
import { goodDrafts } from "#tests/factories/trust-rules.ts";

let at: TrustRuleApi;
beforeAll(async () => {
  at = await TrustRuleApi.start();
});

describe("trust rules", () => {
  test("are made and revoked by leads and the platform team, seen by the team, and unknown to everybody else", async () => {
    const account = await at.newAccount();
    const rule = await at.newRule(account, { description: "Deploys orders." });
    expect(rule).toMatchObject({ state: "active", templates: null, createdBy: { name: "lee" }, revokedBy: null });
    for (const target of [`GET /api/v1/trust-rules/${rule.id}`, `GET /api/v1/trust-rules?serviceAccount=${account}`]) {
      for (const as of ["dana", "lee", "priya", "sam", "ava"]) expect((await at.call(as, target)).status, as).toBe(200);
      const [other, none] = [
        await at.call("noor", target),
        await at.call("noor", target.replace(/(tr|sa)_.{20}/, "$1_00000000000000000000")),
      ];
      expect([other.status, { ...other.problem, instance: "", requestId: "" }]).toEqual([
        404,
        { ...none.problem, instance: "", requestId: "" },
      ]);
    }
    const writes = [
      [`POST /api/v1/trust-rules/${rule.id}/revoke`, {}],
      ["POST /api/v1/trust-rules", at.bodyFor(account)],
    ] as const;
    for (const [target, body] of writes) {
      for (const as of ["dana", "ava", "sam"])
        expect(await at.call(as, target, body)).toMatchObject({ code: "forbidden" });
      expect(await at.call("noor", target, body)).toMatchObject({ status: 404, code: "not_found" });
    }
    await at.newRule(await at.newAccount("search", "priya"), {}, "priya");
    const noors = trustRuleListSchema.parse((await at.call("noor", "GET /api/v1/trust-rules")).document);
    expect(noors.items.map(({ serviceAccount }) => serviceAccount.team)).toEqual(["search"]);
    const filtered = trustRuleListSchema.parse(
      (await at.call("priya", "GET /api/v1/trust-rules?team=payments&state=active&issuer=github&limit=1")).document,
    );
    expect([filtered.items.length, filtered.items[0]?.serviceAccount.team]).toEqual([1, "payments"]);
    const found = trustRuleListSchema.parse((await at.call("lee", "GET /api/v1/trust-rules?q=ORDERS")).document);
    expect(found.items.map(({ id }) => id)).toContain(rule.id);
    expect((await at.call("lee", "GET /api/v1/trust-rules?q=%25")).document).toEqual({ items: [], nextCursor: null });
  });

  test("end once, with the tokens that were got by them, and what happened is in the record", async () => {
    const account = await at.newAccount();
    const rule = await at.newRule(account);
    const body = { serviceAccount: account, scopes: ["requests:read"], expiresInDays: 1 };
    const tokens = [1, 2].map(() => at.call("lee", "POST /api/v1/tokens", body));
    const [got, made] = (await Promise.all(tokens)).map(({ document }) => createdTokenSchema.parse(document));
    await at.ledger(
      `UPDATE service_account_tokens SET trust_rule_id = $1, workload = '{}', expires_at = created_at + interval '15 minutes'
       WHERE id = $2`,
      [rule.id, got?.id],
    );
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => at.call("lee", `POST /api/v1/trust-rules/${rule.id}/revoke`, {})),
    );
    expect(new Set(answers.map(({ document }) => JSON.stringify(document))).size).toBe(1);
    expect(answers[0]?.document).toMatchObject({ state: "revoked", revokedBy: { name: "lee" } });
    const live = await at.ledger<{ id: string }>(
      "SELECT id FROM service_account_tokens WHERE service_account_id = $1 AND revoked_at IS NULL",
      [account],
    );
    expect(live.map(({ id }) => id)).toEqual([made?.id]);
    const events = await at.ledger<{ action: string; claims: unknown }>(
      `SELECT text::jsonb->>'action' AS action, text::jsonb->'details'->'claims' AS claims FROM audit_events
       WHERE stream = $1 AND text::jsonb->>'action' LIKE 'trust_rule.%' ORDER BY seq`,
      [`principal:${account}`],
    );
    expect(events.map(({ action }) => action)).toEqual(["trust_rule.created", "trust_rule.revoked"]);
    expect(events[0]?.claims).toEqual(rule.claims);
  });

  test("end with their service account", async () => {
    const account = await at.newAccount();
    const rule = await at.newRule(account);
    await at.call("lee", `POST /api/v1/service-accounts/${account}/revoke`, {});
    expect((await at.call("lee", `GET /api/v1/trust-rules/${rule.id}`)).document).toMatchObject({ state: "revoked" });
    expect(await at.call("lee", "POST /api/v1/trust-rules", at.bodyFor(account))).toMatchObject({
      status: 409,
      code: "wrong_state",
    });
  });

  test("are made once per Idempotency-Key, once per workload, and no more than an account may have, however concurrent", async () => {
    const account = await at.newAccount();
    const key = { "idempotency-key": randomUUID() };
    const body = at.bodyFor(account);
    const made = await Promise.all(
      Array.from({ length: 6 }, () => at.call("lee", "POST /api/v1/trust-rules", body, key)),
    );
    expect(new Set(made.map(({ document }) => trustRuleViewSchema.parse(document).id)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.has("idempotent-replayed"))).toHaveLength(5);
    expect((await at.call("lee", "POST /api/v1/trust-rules", at.bodyFor(account), key)).code).toBe(
      "idempotency_conflict",
    );
    // Another order and other environments: still that workload.
    const again = {
      ...body,
      claims: Object.fromEntries(Object.entries(body.claims).toReversed()),
      environments: ["dev"],
    };
    const twins = await Promise.all(Array.from({ length: 4 }, () => at.call("lee", "POST /api/v1/trust-rules", again)));
    expect(new Set(twins.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(["409 wrong_state"]));
    await at.call("lee", `POST /api/v1/trust-rules/${trustRuleViewSchema.parse(made[0]?.document).id}/revoke`, {});
    const anew = await Promise.all(Array.from({ length: 4 }, () => at.call("lee", "POST /api/v1/trust-rules", again)));
    expect(anew.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409]);
    const many = await Promise.all(
      Array.from({ length: rulesPerAccountMax + 5 }, () =>
        at.call("lee", "POST /api/v1/trust-rules", at.bodyFor(account)),
      ),
    );
    expect(many.filter(({ status }) => status === 201)).toHaveLength(rulesPerAccountMax - 1);
    expect(new Set(many.flatMap(({ code }) => code ?? []))).toEqual(new Set(["limit_reached"]));
  });

  test("are saved of every kind whose issuer the catalog has, by what tokens look like", async () => {
    const account = await at.newAccount();
    for (const kind of ["github", "githubBranch", "gitlab", "gitlabEnvironment", "oidc"] as const) {
      const { issuer, claims, environments } = goodDrafts[kind];
      const rule = await at.newRule(account, {
        issuer,
        claims,
        environments: [...environments],
        templates: ["redis-small"],
      });
      expect(rule).toMatchObject({ issuer, claims, environments, templates: ["redis-small"] });
    }
    expect(
      await at.call("lee", "POST /api/v1/trust-rules", at.bodyFor(account, goodDrafts.cluster as never)),
    ).toMatchObject({
      status: 422,
    });
  });

  test.for([
    ["a wildcard", { claims: { ...goodDrafts.github.claims, environment: "*" } }, "/claims/environment"],
    ["a name without an id", { claims: { repository: "acme/orders" } }, "/claims/repository"],
    [
      "an event for production",
      { claims: { ...goodDrafts.github.claims, event_name: "pull_request_target" } },
      "/claims/event_name",
    ],
    ["a slash in a claim's name", { claims: { "a/b~c": "x" } }, "/claims/a~1b~0c"],
    ["an unknown issuer", { issuer: "cluster" }, "/issuer"],
    ["an unknown environment", { environments: ["production", "moon"] }, "/environments/1"],
    ["an unknown template", { templates: ["postgres-*"] }, "/templates/0"],
    ["no claim", { claims: {} }, "/claims"],
    ["no environment", { environments: [] }, "/environments"],
    ["no template", { templates: [] }, "/templates"],
    ["a scope of people", { scopes: ["requests:approve"] }, "/scopes/0"],
    ["all", { scopes: ["all"] }, "/scopes/0"],
    ["a scope of this very page", { scopes: ["trust-rules:write"] }, "/scopes/0"],
    ["no scope", { scopes: [] }, "/scopes"],
    ["a claim that is no text", { claims: { repository_id: 9001 } }, "/claims/repository_id"],
    ["a list of values", { claims: { repository_id: ["9001", "9002"] } }, "/claims/repository_id"],
    ["an operator", { claims: { repository_id: { not: "" } } }, "/claims/repository_id"],
    ["a value of ten thousand digits", { claims: { repository_id: "9".repeat(10_000) } }, "/claims/repository_id"],
    [
      "more claims than a rule has",
      { claims: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`c${n}`, "x"])) },
      "/claims",
    ],
    ["a member that is set elsewhere", { state: "active" }, "/state"],
    ["an id that is none", { serviceAccount: "sa_x' OR 1=1" }, "/serviceAccount"],
  ] as const)("are not saved with %s: 422, and where it is", async ([, change, path]) => {
    const body = { ...at.bodyFor(await at.newAccount()), ...change };
    const { status, code, problem } = await at.call("lee", "POST /api/v1/trust-rules", body);
    expect([status, code]).toEqual([422, "invalid_input"]);
    expect(problem?.errors?.map((error) => error.path)).toContain(path);
  });

  test("hold no secret, and keys that would change an object are refused", async () => {
    const account = await at.newAccount();
    const secret = fakeSecrets["GitHub personal token"] ?? "";
    for (const body of [
      at.bodyFor(account, { description: `with ${secret}` }),
      at.bodyFor(account, { claims: { ...goodDrafts.github.claims, environment: secret } }),
    ]) {
      const { code, document } = await at.call("lee", "POST /api/v1/trust-rules", body);
      expect(code).toBe("secret_in_text");
      expect(JSON.stringify(document)).not.toContain(secret);
    }
    const rawBody = JSON.stringify(at.bodyFor(account)).replace('"claims":{', '"claims":{"__proto__":"x",');
    const response = await at.api.call("POST /api/v1/trust-rules", {
      as: "lee",
      rawBody,
      headers: { "content-type": "application/json" },
    });
    expect(response.status).toBe(422);
  });

  test("ask for scopes that no service account can have", async () => {
    const own = routes.filter(({ path }) => path.startsWith("/trust-rules"));
    expect(own.map(({ method, scope }) => `${method} ${scope}`).toSorted()).toEqual([
      "GET trust-rules:read",
      "GET trust-rules:read",
      "POST trust-rules:read",
      "POST trust-rules:write",
      "POST trust-rules:write",
    ]);
    const account = await at.newAccount();
    const body = { serviceAccount: account, scopes: ["requests:read"], expiresInDays: 1 };
    const { token } = createdTokenSchema.parse((await at.call("lee", "POST /api/v1/tokens", body)).document);
    const headers = { authorization: `Bearer ${token}` };
    for (const target of ["GET /api/v1/trust-rules", "POST /api/v1/trust-rules/test"]) {
      const sent = target.startsWith("POST") ? { claims: {} } : undefined;
      expect((await at.call(undefined, target, sent, headers)).code).toBe("insufficient_scope");
      expect((await at.call(undefined, target, sent)).status).toBe(401);
    }
  });
});
