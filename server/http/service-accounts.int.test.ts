import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import {
  createdTokenSchema,
  serviceAccountListSchema,
  serviceAccountSchema,
  tokenListSchema,
} from "#domain/contracts/service-account.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { newServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await Promise.all(["dana", "lee", "noor", "priya"].map((as) => api.call("GET /api/v1/templates", { as })));
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
const call = async (as: string | undefined, target: string, body?: unknown, headers?: Record<string, string>) => {
  const response = await api.call(target, { as, body, headers });
  const document: unknown = await response.json();
  const code = response.ok ? null : problemSchema.parse(document).code;
  return { status: response.status, document, code, headers: response.headers };
};
const withToken = (token: string, target: string, body?: unknown) =>
  call(undefined, target, body, { authorization: `Bearer ${token}` });

async function newAccount(change: Record<string, unknown> = {}, as = "lee") {
  const { status, document } = await call(as, "POST /api/v1/service-accounts", {
    team: "payments",
    name: newName(),
    ...change,
  });
  expect(status).toBe(201);
  return serviceAccountSchema.parse(document);
}

async function newToken(serviceAccount: string, scopes = ["requests:read"], as = "lee") {
  const { status, document } = await call(as, "POST /api/v1/tokens", { serviceAccount, scopes, expiresInDays: 90 });
  expect(status).toBe(201);
  const token = createdTokenSchema.parse(document);
  return { ...token, token: String(token.token) };
}

async function ledger<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: api.ledger.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe("a token", () => {
  test("is told once, acts as a member of its team with its scopes alone, and leaves only its hash behind", async () => {
    const account = await newAccount();
    const made = await newToken(account.id, ["requests:read", "templates:read"]);
    expect(made.token).toMatch(/^latchkey_sa_[0-9A-Za-z]{49}$/);
    expect(made.token.startsWith(made.hint)).toBe(true);
    expect(made.expiresAt).toBe(new Date(Date.parse(made.createdAt) + 90 * 86_400_000).toISOString());
    expect((await withToken(made.token, "GET /api/v1/templates")).status).toBe(200);
    expect((await withToken(made.token, "GET /api/v1/requests?scope=team")).status).toBe(200);
    expect((await withToken(made.token, "GET /api/v1/resources")).code).toBe("insufficient_scope");
    const [dump] = await ledger<{ all: string }>(
      `SELECT concat((SELECT string_agg(t::text, '') FROM service_account_tokens t),
        (SELECT string_agg(e.text, '') FROM audit_events e), (SELECT string_agg(i::text, '') FROM idempotency_keys i)) AS all`,
    );
    expect(dump?.all).toContain(made.hint);
    expect(dump?.all).not.toContain(made.token.slice(17));
    const shown = JSON.stringify((await call("lee", "GET /api/v1/tokens")).document);
    expect(shown).toContain(made.id);
    expect(shown).not.toContain(made.token.slice(17));
  });

  test("gets one and the same 401 when it is mistyped, unknown, expired, revoked, or its account is", async () => {
    const account = await newAccount();
    const [revoked, expired, ended, disabled] = [
      await newToken(account.id),
      await newToken(account.id),
      await newToken((await newAccount()).id),
      await newToken((await newAccount()).id),
    ];
    const dead = [
      revoked.token,
      expired.token,
      ended.token,
      disabled.token,
      newServiceAccountToken().use((bytes) => bytes.toString("ascii")),
      `${revoked.token.slice(0, -1)}${revoked.token.endsWith("0") ? "1" : "0"}`,
      "latchkey_sa_",
      `latchkey_sa_${"a".repeat(10_000)}`,
    ];
    await call("lee", `POST /api/v1/tokens/${revoked.id}/revoke`);
    await call("lee", `POST /api/v1/service-accounts/${ended.serviceAccount.id}/revoke`);
    await ledger(
      `UPDATE service_account_tokens SET created_at = created_at - interval '1 day', expires_at = now() - interval '1 ms' WHERE id = $1`,
      [expired.id],
    );
    await ledger("UPDATE principals SET disabled_at = now() WHERE id = $1", [disabled.serviceAccount.id]);
    for (const token of dead) {
      const { status, document } = await withToken(token, "GET /api/v1/requests");
      expect([status, { ...(document as object), requestId: "" }]).toEqual([
        401,
        expect.objectContaining({ code: "unauthenticated", detail: "The access token is not valid here." }),
      ]);
    }
    const [denied] = await ledger<{ count: string }>(
      "SELECT count(*) FROM audit_events WHERE text LIKE '%call.refused%' AND stream LIKE 'anonymous:%'",
    );
    expect(Number(denied?.count)).toBeGreaterThan(0);
  });

  test("loses its team when the catalog does, and what its row may not hold it never carries", async () => {
    const { token, id } = await newToken((await newAccount()).id);
    await expect(
      ledger("UPDATE service_account_tokens SET scopes = '{all}' WHERE id = $1", [id]),
    ).rejects.toMatchObject({ constraint: "service_account_tokens_scopes_check" });
    await expect(
      ledger("UPDATE service_account_tokens SET expires_at = expires_at + interval '1 second' WHERE id = $1", [id]),
    ).rejects.toMatchObject({ constraint: "service_account_tokens_expiry_check" });
    await ledger("UPDATE service_account_tokens SET scopes = '{service-accounts:write,nonsense}' WHERE id = $1", [id]);
    expect((await withToken(token, "GET /api/v1/requests")).code).toBe("insufficient_scope");
    expect((await withToken(token, "GET /api/v1/service-accounts")).code).toBe("insufficient_scope");
  });

  test("is noted as used beside the answer, at most once a minute", async () => {
    const { token, id } = await newToken((await newAccount()).id);
    const usedAt = async () =>
      (
        await ledger<{ at: Date | null }>("SELECT last_used_at AS at FROM service_account_tokens WHERE id = $1", [id])
      )[0]?.at;
    expect(await usedAt()).toBeNull();
    await Promise.all(Array.from({ length: 10 }, () => withToken(token, "GET /api/v1/requests")));
    await expect.poll(usedAt).not.toBeNull();
    const first = await usedAt();
    await withToken(token, "GET /api/v1/requests");
    expect(await usedAt()).toEqual(first);
    await ledger("UPDATE service_account_tokens SET last_used_at = now() - interval '61 seconds' WHERE id = $1", [id]);
    const stale = await usedAt();
    await withToken(token, "GET /api/v1/requests");
    await expect.poll(usedAt).not.toEqual(stale);
  });

  test("approves nothing and manages nothing, whatever it asks", async () => {
    const { token, id, serviceAccount } = await newToken((await newAccount()).id, [
      "templates:read",
      "requests:read",
      "requests:write",
      "resources:read",
      "resources:write",
      "grants:read",
    ]);
    const verdict = { verdict: "approve", comment: "", digest: `sha256:${"0".repeat(64)}` };
    expect(await withToken(token, "POST /api/v1/requests/req_unknown/decisions", verdict)).toMatchObject({
      status: 403,
      code: "not_an_approver",
    });
    for (const [target, body] of [
      ["GET /api/v1/service-accounts", undefined],
      ["POST /api/v1/service-accounts", { team: "payments", name: newName() }],
      [`GET /api/v1/service-accounts/${serviceAccount.id}`, undefined],
      [`POST /api/v1/service-accounts/${serviceAccount.id}/revoke`, {}],
      ["GET /api/v1/tokens", undefined],
      ["POST /api/v1/tokens", { serviceAccount: serviceAccount.id, scopes: ["requests:read"], expiresInDays: 1 }],
      [`POST /api/v1/tokens/${id}/revoke`, {}],
    ] as const) {
      expect(await withToken(token, target, body)).toMatchObject({ status: 403, code: "insufficient_scope" });
    }
  });
});

describe("service accounts", () => {
  test("are made and ended by leads and the platform team, seen by the team, and unknown to everybody else", async () => {
    const account = await newAccount({ description: "Answers in the channel." });
    const token = await newToken(account.id);
    const reads = [`GET /api/v1/service-accounts/${account.id}`, `GET /api/v1/tokens?serviceAccount=${account.id}`];
    const writes = [
      [`POST /api/v1/service-accounts/${account.id}/revoke`, {}],
      [`POST /api/v1/tokens/${token.id}/revoke`, {}],
      ["POST /api/v1/tokens", { serviceAccount: account.id, scopes: ["requests:read"], expiresInDays: 1 }],
    ] as const;
    for (const target of reads) {
      for (const as of ["dana", "lee", "priya", "ava"]) expect((await call(as, target)).status, as).toBe(200);
      expect(await call("noor", target)).toMatchObject({ status: 404, code: "not_found" });
    }
    for (const [target, body] of writes) {
      for (const as of ["dana", "ava"]) expect(await call(as, target, body)).toMatchObject({ code: "forbidden" });
      expect(await call("noor", target, body)).toMatchObject({ status: 404, code: "not_found" });
    }
    expect((await call("dana", "POST /api/v1/service-accounts", { team: "payments", name: newName() })).code).toBe(
      "forbidden",
    );
    expect((await call("noor", "POST /api/v1/service-accounts", { team: "payments", name: newName() })).code).toBe(
      "forbidden",
    );
    expect((await call("lee", "POST /api/v1/service-accounts", { team: "nope", name: newName() })).code).toBe(
      "unknown_reference",
    );
    await newToken((await newAccount({ team: "search" }, "priya")).id, ["requests:read"], "priya");
    const noors = serviceAccountListSchema.parse((await call("noor", "GET /api/v1/service-accounts")).document);
    expect(noors.items.map(({ team }) => team)).toEqual(["search"]);
    const tokens = tokenListSchema.parse((await call("noor", "GET /api/v1/tokens")).document);
    expect(new Set(tokens.items.map(({ serviceAccount }) => serviceAccount.team))).toEqual(new Set(["search"]));
  });

  test("keep a name for ever, and take a team's 50 and an account's 10 and no more, however concurrent", async () => {
    const account = await newAccount();
    await call("lee", `POST /api/v1/service-accounts/${account.id}/revoke`);
    expect(await call("lee", "POST /api/v1/service-accounts", { team: "payments", name: account.name })).toMatchObject({
      status: 409,
      code: "name_taken",
    });
    const made = await Promise.all(
      Array.from({ length: 60 }, () =>
        call("priya", "POST /api/v1/service-accounts", { team: "search", name: newName() }),
      ),
    );
    const [live] = await ledger<{ count: number }>(
      "SELECT count(*)::int AS count FROM service_accounts WHERE team = 'search' AND revoked_at IS NULL",
    );
    expect(live?.count).toBe(50);
    expect(new Set(made.filter(({ status }) => status !== 201).map(({ code }) => code))).toEqual(
      new Set(["limit_reached"]),
    );
    const full = await newAccount();
    const body = { serviceAccount: full.id, scopes: ["requests:read"], expiresInDays: 1 };
    const tokens = await Promise.all(Array.from({ length: 15 }, () => call("lee", "POST /api/v1/tokens", body)));
    expect(tokens.map(({ code }) => code).toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => "limit_reached"),
      ...Array.from({ length: 10 }, () => null),
    ]);
    expect((await call("lee", `GET /api/v1/service-accounts/${full.id}`)).document).toMatchObject({ liveTokens: 10 });
  });

  test("are made once per Idempotency-Key, and a replay never tells the token again", async () => {
    const key = { "idempotency-key": randomUUID() };
    const wanted = { team: "payments", name: newName() };
    const accounts = await Promise.all(
      Array.from({ length: 5 }, () => call("lee", "POST /api/v1/service-accounts", wanted, key)),
    );
    expect(accounts.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const ids = new Set(accounts.map(({ document }) => serviceAccountSchema.parse(document).id));
    expect([ids.size, accounts.filter(({ headers }) => headers.has("idempotent-replayed")).length]).toEqual([1, 4]);
    const [serviceAccount] = ids;
    const own = { "idempotency-key": randomUUID() };
    const body = { serviceAccount, scopes: ["requests:read"], expiresInDays: 30 };
    const tokens = await Promise.all(Array.from({ length: 8 }, () => call("lee", "POST /api/v1/tokens", body, own)));
    const parsed = tokens.map(({ document }) => createdTokenSchema.parse(document));
    expect(new Set(parsed.map(({ id }) => id)).size).toBe(1);
    expect(parsed.filter(({ token }) => token !== null)).toHaveLength(1);
    expect((await call("lee", "POST /api/v1/tokens", { ...body, expiresInDays: 31 }, own)).code).toBe(
      "idempotency_conflict",
    );
    expect((await call("lee", "POST /api/v1/tokens", body, key)).code).toBe("idempotency_conflict");
  });

  test("end with every token of theirs, once, and get no new one", async () => {
    const account = await newAccount();
    const tokens = [await newToken(account.id), await newToken(account.id)];
    const target = `POST /api/v1/service-accounts/${account.id}/revoke`;
    const first = await call("lee", target);
    expect(first.document).toMatchObject({ state: "revoked", liveTokens: 0 });
    expect((await call("lee", target)).document).toEqual(first.document);
    for (const { token } of tokens) expect((await withToken(token, "GET /api/v1/requests")).status).toBe(401);
    const body = { serviceAccount: account.id, scopes: ["requests:read"], expiresInDays: 1 };
    expect(await call("lee", "POST /api/v1/tokens", body)).toMatchObject({ status: 409, code: "wrong_state" });
    const events = await ledger<{ action: string; by: string }>(
      `SELECT text::jsonb->>'action' AS action, text::jsonb->'actor'->>'name' AS by FROM audit_events
       WHERE stream = $1 ORDER BY seq`,
      [`principal:${account.id}`],
    );
    expect(events.map(({ action }) => action)).toEqual([
      "service_account.created",
      "token.created",
      "token.created",
      "service_account.revoked",
    ]);
    expect(new Set(events.map(({ by }) => by))).toEqual(new Set(["lee"]));
  });

  test.for([
    [{ scopes: ["all"] }, "/scopes/0"],
    [{ scopes: ["requests:approve"] }, "/scopes/0"],
    [{ scopes: ["requests:read", "grants:reveal"] }, "/scopes/1"],
    [{ scopes: ["service-accounts:write"] }, "/scopes/0"],
    [{ scopes: ["*"] }, "/scopes/0"],
    [{ scopes: [] }, "/scopes"],
    [{ expiresInDays: 91 }, "/expiresInDays"],
    [{ expiresInDays: 0 }, "/expiresInDays"],
    [{ expiresInDays: 1.5 }, "/expiresInDays"],
    [{ serviceAccount: "sa_x" }, "/serviceAccount"],
    [{ token: "mine" }, "/token"],
  ] as const)("refuse a token of %o with the place", async ([change, path]) => {
    const { id } = await newAccount();
    const body = { serviceAccount: id, scopes: ["requests:read"], expiresInDays: 30, ...change };
    const { code, document } = await call("lee", "POST /api/v1/tokens", body);
    expect(code).toBe("invalid_input");
    expect(problemSchema.parse(document).errors?.[0]?.path).toBe(path);
  });

  test("keep away who has no scope: every route of theirs asks for one that no token of theirs can have", () => {
    const own = routes.filter(({ tag }) => tag === "Service accounts");
    expect(own).toHaveLength(7);
    for (const { scope, method } of own) {
      expect(scope).toBe(method === "GET" ? "service-accounts:read" : "service-accounts:write");
    }
  });
});
