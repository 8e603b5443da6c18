import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { requestListSchema, requestSchema, type RequestView } from "#domain/contracts/request.ts";
import { createdTokenSchema, serviceAccountSchema } from "#domain/contracts/service-account.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let origin: string;
beforeAll(async () => {
  api = await startApi();
  origin = await api.listen();
  await Promise.all(["dana", "lee", "noor", "priya", "omar"].map((as) => api.call("GET /api/v1/templates", { as })));
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;

/** A call over real HTTP, by a token of ours or of a persona. */
async function call(token: string, method: "GET" | "POST", path: string, body?: unknown, headers = {}) {
  const own = { authorization: `Bearer ${token}`, "content-type": "application/json", host: "127.0.0.1:3000" };
  const init: RequestInit = { method, headers: { ...own, ...headers } };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(`${origin}/api/v1${path}`, init);
  const document: unknown = await response.json();
  return { status: response.status, document, code: response.ok ? null : problemSchema.parse(document).code };
}

/** A bot of payments: who made it, and who made its token. */
async function newBot(maker: string, tokenMaker = maker): Promise<string> {
  const account = await api.call("POST /api/v1/service-accounts", {
    as: maker,
    body: { team: "payments", name: newName() },
  });
  const { id: serviceAccount } = serviceAccountSchema.parse(await account.json());
  const scopes = [
    "templates:read",
    "requests:read",
    "requests:write",
    "resources:read",
    "resources:write",
    "grants:read",
  ];
  const made = await api.call("POST /api/v1/tokens", {
    as: tokenMaker,
    body: { serviceAccount, scopes, expiresInDays: 1 },
  });
  return String(createdTokenSchema.parse(await made.json()).token);
}

const wanted = (change: Record<string, unknown> = {}) => ({
  template: "postgres-small",
  name: newName(),
  team: "payments",
  environment: "production",
  classification: "internal",
  purpose: "Asked for in the channel.",
  onBehalfOf: "dana@latchkey.test",
  ...change,
});

async function ask(bot: string, change: Record<string, unknown> = {}, headers = {}): Promise<RequestView> {
  const { status, document } = await call(bot, "POST", "/requests", wanted(change), headers);
  expect(status).toBe(201);
  return requestSchema.parse(document);
}

describe("over HTTP, what a bot asks", () => {
  test("waits for somebody who has nothing to do with the bot: its makers get own_request, the bot not_an_approver", async () => {
    for (const [maker, tokenMaker] of [
      ["priya", "lee"],
      ["lee", "priya"],
    ] as const) {
      const bot = await newBot(maker, tokenMaker);
      const { id, digest, state } = await ask(bot, {}, { prefer: "wait=30" });
      expect(state).toBe("pending_approval");
      const verdict = { verdict: "approve", comment: "", digest };
      const decide = async (token: string) => (await call(token, "POST", `/requests/${id}/decisions`, verdict)).code;
      expect(await decide(bot)).toBe("not_an_approver");
      expect(await decide(await newBot("lee"))).toBe("not_an_approver");
      expect(await decide(await api.token("priya"))).toBe("own_request");
      expect(await decide(await api.token("dana"))).toBe("own_request");
      expect(await decide(await api.token("noor"))).toBe("not_found");
      expect(await decide(await api.token("omar"))).toBeNull();
      const after = await call(bot, "GET", `/requests/${id}`);
      expect(after.document).toMatchObject({ state: "approved", onBehalfOf: { email: "dana@latchkey.test" } });
    }
  });

  test("is the person's own in their lists, and unknown to another team's people and bots", async () => {
    const bot = await newBot("lee");
    const { id } = await ask(bot);
    const list = async (token: string, scope: string) => {
      const { document } = await call(token, "GET", `/requests?scope=${scope}&limit=100`);
      return requestListSchema.parse(document).items.map((item) => item.id);
    };
    expect(await list(await api.token("dana"), "mine")).toContain(id);
    expect(await list(bot, "mine")).toEqual([id]);
    expect(await list(await api.token("lee"), "mine")).not.toContain(id);
    expect(await list(await api.token("noor"), "all")).not.toContain(id);
    expect((await call(await api.token("noor"), "GET", `/requests/${id}`)).code).toBe("not_found");
  });

  test("is refused with the place unless it names one member who has signed in; a person may name nobody", async () => {
    const bot = await newBot("lee");
    for (const [onBehalfOf, code] of [
      ["noor@latchkey.test", "unknown_reference"],
      ["nobody@latchkey.test", "unknown_reference"],
      [undefined, "invalid_input"],
      [{ not: "" }, "invalid_input"],
      [["dana@latchkey.test"], "invalid_input"],
    ] as const) {
      for (const path of ["/requests", "/policy/preview"]) {
        const answer = await call(bot, "POST", path, wanted({ onBehalfOf }));
        expect([answer.status, answer.code]).toEqual([422, code]);
        const problem = problemSchema.parse(answer.document) as { path?: string; errors?: { path: string }[] };
        expect(problem.path ?? problem.errors?.[0]?.path).toBe("/onBehalfOf");
      }
    }
    const asDana = await call(await api.token("dana"), "POST", "/requests", wanted());
    expect([asDana.status, asDana.code]).toEqual([422, "unknown_reference"]);
  });

  test("is taken back by the bot or by the person, and by no other bot of the team", async () => {
    const bot = await newBot("lee");
    const [first, second] = [await ask(bot), await ask(bot)];
    const other = await newBot("lee");
    expect((await call(other, "POST", `/requests/${first.id}/withdraw`, {})).code).toBe("forbidden");
    expect((await call(bot, "POST", `/requests/${first.id}/withdraw`, {})).document).toMatchObject({
      state: "withdrawn",
    });
    const dana = await api.token("dana");
    expect((await call(dana, "POST", `/requests/${second.id}/withdraw`, {})).document).toMatchObject({
      state: "withdrawn",
    });
  });
});
