import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { problemSchema } from "#domain/contracts/problem.ts";
import { requestSchema, type RequestView } from "#domain/contracts/request.ts";
import { createdTokenSchema, serviceAccountSchema } from "#domain/contracts/service-account.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { findChatActor } from "#server/chat/find-chat-actor.ts";
import { getWebContext } from "#server/context.ts";
import { actorFromSession } from "#server/identity/actor-from-session.ts";
import { authCookieName } from "#server/identity/auth-cookies.ts";
import { createSession } from "#server/identity/create-session.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

const people = [
  "dana",
  "lee",
  "noor",
  "priya",
  "omar",
  "sam",
  "ava",
  "rae",
  "eve",
  "twin",
  "left",
  "gone",
  "late",
] as const;
type Person = (typeof people)[number];

let api: TestApi;
let admin: pg.Pool;
let cliEnv: Record<string, string>;

/** What the identity provider says of somebody from now on, whatever a token says. */
const state = (subject: string, groups: readonly string[]) =>
  admin.query("UPDATE principals SET groups = $2, claims_at = now() + interval '1 hour' WHERE subject = $1", [
    subject,
    groups,
  ]);

beforeAll(async () => {
  api = await startApi();
  admin = new pg.Pool({ connectionString: api.ledger.url, max: 2 });
  cliEnv = { LATCHKEY_URL: await api.listen(), LATCHKEY_HOME: "/nonexistent" };
  await Promise.all(people.map((as) => api.call("GET /api/v1/templates", { as })));
  // Dana belongs to the very group that decides; Eve and whoever leaves did as well.
  await state("dana", ["team-payments", "platform"]);
  await state("sam", ["security"]);
  await state("rae", ["latchkey-admins"]);
  for (const subject of ["left", "gone", "twin"]) await state(subject, ["platform"]);
  await state("eve", ["team-payments", "platform"]);
  await admin.query("UPDATE principals SET email = 'Dana@Latchkey.TEST' WHERE subject = 'twin'");
});
afterAll(() => admin.end());

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;

async function file(as: Person | { readonly bot: string }, change: Record<string, unknown> = {}): Promise<RequestView> {
  const asked = { template: "postgres-small", name: newName(), team: "payments", environment: "production" };
  const body = { ...asked, classification: "internal", purpose: "Orders", lifetimeHours: 400, ...change };
  const sender = typeof as === "string" ? { as } : { headers: { authorization: `Bearer ${as.bot}` } };
  const response = await api.call("POST /api/v1/requests", { ...sender, body });
  expect(response.status).toBe(201);
  const request = requestSchema.parse(await response.json());
  expect(request.state).toBe("pending_approval");
  return request;
}

const changes = [{ path: "/lifetimeHours", op: "=", value: 48 }];
const bodies = ({ digest }: RequestView) => [
  { verdict: "approve", comment: "", digest },
  { verdict: "reject", comment: "", digest },
  { verdict: "counter", comment: "", digest, changes },
];

/** What every verdict gets that is sent with these headers: one code, or the state of the request. */
async function codesOf(request: RequestView, headers: Record<string, string>): Promise<string> {
  const codes = new Set<string>();
  for (const body of bodies(request)) {
    const response = await api.call(`POST /api/v1/requests/${request.id}/decisions`, { headers, body });
    const document: unknown = await response.json();
    codes.add(response.ok ? requestSchema.parse(document).state : problemSchema.parse(document).code);
  }
  return [...codes].join(" ");
}

const bearer = async (as: string, scope?: string) => ({ authorization: `Bearer ${await api.token(as, scope)}` });

/** A browser session of somebody, as its browser calls from our own pages; or from elsewhere. */
async function browser(subject: Person, origin?: string): Promise<Record<string, string>> {
  const ctx = await getWebContext();
  const { rows } = await admin.query<{ groups: string[] }>("SELECT groups FROM principals WHERE subject = $1", [
    subject,
  ]);
  const email = `${subject}@latchkey.test`;
  const claims = { issuer: oidcIssuer(ctx.settings), subject, kind: "user" as const, email, name: subject };
  const stated = {
    groups: rows[0]?.groups ?? [],
    statedAt: new Date(Date.now() + 3_600_000),
    authTime: new Date(),
    acr: null,
  };
  const { token } = await createSession(ctx, { ...claims, ...stated });
  const cookie = `${authCookieName("session", api.publicUrl)}=${token}`;
  return { cookie, origin: origin ?? api.publicUrl };
}

async function newBot(maker: Person, tokenMaker = maker): Promise<string> {
  const made = await api.call("POST /api/v1/service-accounts", {
    as: maker,
    body: { team: "payments", name: newName() },
  });
  const { id: serviceAccount } = serviceAccountSchema.parse(await made.json());
  const scopes = ["requests:read", "requests:write"];
  const token = await api.call("POST /api/v1/tokens", {
    as: tokenMaker,
    body: { serviceAccount, scopes, expiresInDays: 1 },
  });
  return String(createdTokenSchema.parse(await token.json()).token);
}

/** The same verdicts by a chat user who is linked to somebody. */
async function inChat(request: RequestView, subject: Person): Promise<string> {
  const ctx = await getWebContext();
  const user = { workspaceId: "T0GUARD01", chatUserId: `U0${subject.toUpperCase()}` };
  await admin.query(
    `INSERT INTO chat_links (workspace_id, chat_user_id, principal_id, workspace_name, chat_name)
     SELECT $1, $2, id, 'example', $3 FROM principals WHERE subject = $3 ON CONFLICT DO NOTHING`,
    [user.workspaceId, user.chatUserId, subject],
  );
  const speaker = await findChatActor(ctx, user);
  if (speaker.kind !== "linked") return speaker.kind;
  const codes = new Set<string>();
  for (const verdict of ["approve", "reject"] as const) {
    const input = { id: request.id, digest: request.digest, verdict, comment: "" };
    const answer = await decideRequest(ctx, speaker.actor, input).catch((error: unknown) => error);
    codes.add(isAppError(answer) ? answer.code : "decided");
  }
  return [...codes].join(" ");
}

/** The same by the command line; the code stands in what it says. */
async function onTerminal(request: RequestView, as: Person): Promise<string> {
  const env = { ...cliEnv, LATCHKEY_TOKEN: await api.token(as) };
  const codes = new Set<string>();
  for (const verb of ["approve", "reject"]) {
    const { code, err } = await runCli([verb, request.id, "--comment", "No."], env);
    codes.add(code === 1 ? (/\((\w+)\)/.exec(err)?.[1] ?? err) : "decided");
  }
  return [...codes].join(" ");
}

test("one guard for every channel: none of these can approve, reject or counter, and each is told by the right code", async () => {
  const request = await file("dana");
  // From here on these are not any more what they were as it was asked.
  await state("gone", ["team-payments"]);
  await state("left", []);
  await state("late", ["platform"]);
  const disabled = await browser("omar");
  const [bot, teamBot] = [await newBot("lee"), await newBot("lee", "priya")];
  await admin.query("UPDATE principals SET disabled_at = now() WHERE subject = 'omar'");
  const rows: readonly (readonly [string, string, Promise<string>])[] = [
    ["the requester, in the browser", "own_request", codesOf(request, await browser("dana"))],
    ["the requester, from another site", "cross_site", codesOf(request, await browser("dana", "https://evil.example"))],
    ["the requester, by token", "own_request", codesOf(request, await bearer("dana"))],
    ["the requester, by a token to approve", "own_request", codesOf(request, await bearer("dana", "requests:approve"))],
    ["the requester, by the command line", "own_request", onTerminal(request, "dana")],
    ["the requester, in chat", "own_request", inChat(request, "dana")],
    ["another account of the requester's address", "own_request", codesOf(request, await bearer("twin"))],
    ["a token that may only read", "insufficient_scope", codesOf(request, await bearer("priya", "requests:read"))],
    [
      "a token that may only ask",
      "insufficient_scope",
      codesOf(request, await bearer("priya", "requests:read requests:write")),
    ],
    [
      "a service account of the requester's team",
      "not_an_approver",
      codesOf(request, { authorization: `Bearer ${bot}` }),
    ],
    [
      "another one, its token by a colleague",
      "not_an_approver",
      codesOf(request, { authorization: `Bearer ${teamBot}` }),
    ],
    ["a colleague who leads the team", "not_an_approver", codesOf(request, await browser("lee"))],
    ["a colleague, in chat", "not_an_approver", inChat(request, "lee")],
    ["somebody of another team", "not_found", codesOf(request, await bearer("noor"))],
    ["an auditor", "not_an_approver", codesOf(request, await browser("ava"))],
    ["an administrator", "not_an_approver", codesOf(request, await browser("rae"))],
    ["who has emergency access", "not_an_approver", codesOf(request, await browser("sam"))],
    ["who has emergency access, by the command line", "not_an_approver", onTerminal(request, "sam")],
    ["who left the group and is of the team", "not_an_approver", codesOf(request, await bearer("gone"))],
    ["who left the group", "not_found", codesOf(request, await bearer("left"))],
    ["who came to the group after it was asked", "not_an_approver", codesOf(request, await bearer("late"))],
    ["who was disabled, by the session of before", "unauthenticated", codesOf(request, disabled)],
    ["who was disabled, by token", "unauthenticated", codesOf(request, await bearer("omar"))],
    ["who was disabled, in chat", "unlinked", inChat(request, "omar")],
    ["nobody", "unauthenticated", codesOf(request, {})],
  ];
  let refused = 0;
  for (const [who, code, told] of rows) {
    expect([who, await told]).toEqual([who, code]);
    refused += 1;
  }
  const { rows: left } = await admin.query(
    "SELECT state, revision, counter_offer, (SELECT count(*)::int FROM votes WHERE request_id = q.id) AS votes FROM requests q WHERE id = $1",
    [request.id],
  );
  expect(left).toEqual([{ state: "pending_approval", revision: 1, counter_offer: null, votes: 0 }]);
  const [approve] = bodies(request);
  const done = await api.call(`POST /api/v1/requests/${request.id}/decisions`, { as: "priya", body: approve });
  expect(requestSchema.parse(await done.json()).state).toBe("approved");
  process.stdout.write(
    `one guard: ${refused} of ${rows.length} ways to decide without a right to refused, by every verdict\n`,
  );
});

test("for what a bot asked: neither whom it is for, nor who made the bot or its token, nor the bot", async () => {
  await state("lee", ["team-payments", "team-payments-leads", "platform"]);
  const request = await file({ bot: await newBot("lee", "priya") }, { onBehalfOf: "dana@latchkey.test" });
  const told: Record<string, string> = {};
  for (const as of ["dana", "lee", "priya"] as const) {
    told[as] =
      `${await codesOf(request, await browser(as))} ${await codesOf(request, await bearer(as))} ${await inChat(request, as)}`;
  }
  const own = "own_request own_request own_request";
  expect(told).toEqual({ dana: own, lee: own, priya: own });
});

test("a person who is disabled, or loses the group, while their call is under way decides no more", async () => {
  const request = await file("dana");
  const ctx = await getWebContext();
  const token = (await browser("eve")).cookie?.split("=")[1] ?? "";
  const eve = await actorFromSession(ctx, token);
  if (eve === null) throw new Error("Eve is signed in.");
  const vote = { id: request.id, digest: request.digest, verdict: "approve" as const, comment: "" };
  await state("eve", ["team-payments"]);
  await expect(decideRequest(ctx, eve, vote)).rejects.toMatchObject({ code: "not_an_approver" });
  await state("eve", ["team-payments", "platform"]);
  await admin.query("UPDATE principals SET disabled_at = now() WHERE subject = 'eve'");
  await expect(decideRequest(ctx, eve, vote)).rejects.toMatchObject({ code: "unauthenticated" });
  await admin.query("UPDATE principals SET disabled_at = NULL WHERE subject = 'eve'");
  expect((await decideRequest(ctx, eve, vote)).state).toBe("approved");
  const { rows } = await admin.query(
    "SELECT channel, acr, auth_time > now() - interval '1 minute' AS fresh FROM votes WHERE request_id = $1",
    [request.id],
  );
  expect(rows).toEqual([{ channel: "web", acr: null, fresh: true }]);
});
