import { expect, test } from "vitest";
import { answerMessage } from "./answer-message.ts";
import { applyRemedies } from "./apply-remedies.ts";
import { LatchkeyClient, type TraceEntry } from "./latchkey-client.ts";
import { parseMessage } from "./parse-message.ts";

test("reads an order and nothing else", () => {
  expect(parseMessage("postgres orders for dana@latchkey.test in dev")).toEqual({
    kind: "postgres",
    name: "orders",
    email: "dana@latchkey.test",
    environment: "dev",
  });
  for (const text of [
    "",
    "hello",
    "postgres orders for dana in dev",
    "postgres orders for dana@x in dev please",
    "a\nb",
  ]) {
    expect(parseMessage(text)).toBeNull();
  }
});

const deny = (remedy?: TraceEntry["remedy"]): TraceEntry => ({ result: "deny", message: "No.", remedy });
const decision = (...trace: TraceEntry[]) => ({ outcome: "deny" as const, trace });

test.for([
  [deny({ path: "/lifetimeHours", op: "<=", value: 24 }), { lifetimeHours: 24 }],
  [deny({ path: "/name", op: "in", value: ["orders-2", "orders-3"] }), { name: "orders-2" }],
  [deny({ path: "/parameters/size", op: "=", value: "small" }), { parameters: { extension: "x", size: "small" } }],
] as const)("applies the remedy %j", ([entry, change]) => {
  const body = { name: "orders", parameters: { extension: "x" } };
  expect(applyRemedies(body, decision(entry))?.body).toEqual({ ...body, ...change });
});

test.for([
  ["a finding without a remedy", [deny({ path: "/name", op: "=", value: "x" }), deny()]],
  ["a pattern", [deny({ path: "/name", op: "matches", value: "^x" })]],
  ["another recipient", [deny({ path: "/onBehalfOf", op: "=", value: "eve@latchkey.test" })]],
  ["another team", [deny({ path: "/team", op: "in", value: ["search"] })]],
  ["another classification", [deny({ path: "/classification", op: "=", value: "public" })]],
  ["no refusal at all", []],
] as const)("leaves %s to people", ([, trace]) => {
  expect(applyRemedies({ name: "orders" }, decision(...trace))).toBeNull();
});

/** Answers of a Latchkey whose decision changes between preview and submit. */
function scripted(...answers: object[]) {
  const sent: { path: string; body: Record<string, unknown>; key: string | null }[] = [];
  const fetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    const body = JSON.parse(String(init.body ?? "{}")) as Record<string, unknown>;
    sent.push({ path: String(input), body, key: new Headers(init.headers).get("idempotency-key") });
    return Response.json(answers[sent.length - 1]);
  };
  return { sent, client: new LatchkeyClient({ url: "https://latchkey.example", token: "t", fetch }) };
}

test("corrects a refusal that the preview did not foresee, once, under another key", async () => {
  const denied = {
    id: "req_1",
    state: "denied",
    decision: decision(deny({ path: "/name", op: "in", value: ["orders-2"] })),
    approval: null,
    grants: [],
  };
  const { sent, client } = scripted(
    { items: [{ id: "postgres-small", resourceType: "postgres-database" }] },
    { outcome: "auto", trace: [] },
    denied,
    { ...denied, id: "req_2" },
  );
  const posts: string[] = [];
  const bot = {
    client,
    url: "https://latchkey.example",
    team: "payments",
    waitSeconds: 5,
    post: (text: string) => posts.push(text),
  };
  await answerMessage(bot, { id: "m1", author: "lee", text: "postgres orders for dana@latchkey.test in dev" });
  expect(sent.slice(2).map(({ body, key }) => [body.name, key])).toEqual([
    ["orders", "m1-1"],
    ["orders-2", "m1-2"],
  ]);
  expect(posts).toEqual([
    'Refused as asked; trying again: name is now "orders-2".',
    "Refused. No. https://latchkey.example/requests/req_2",
  ]);
});
