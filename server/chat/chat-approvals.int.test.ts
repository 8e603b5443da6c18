import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { runClick } from "#server/chat/run-click.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { openChatServer, type ChatServer } from "#tests/slack-double/open-chat-server.ts";
import { buttonsOf, labelsOf, lastTo } from "#tests/slack-double/read-message.ts";
import type { PostedMessage } from "#tests/slack-double/start-slack-double.ts";
import type { PersonaName } from "#tests/harness/test-server.ts";

/** Presses a button of a message as its reader does; `as` and `value` say who else and what else. */
function press(
  chat: ChatServer,
  message: PostedMessage,
  { action, as, value }: { action: string; as: PersonaName; value?: string },
) {
  const own = buttonsOf(message).find((button) => button.action_id === action)?.value ?? "";
  const user = { workspaceId: chat.slack.teamId, chatUserId: chat.chatUserOf(as), workspaceName: "x", chatName: as };
  const { channel, ts } = message;
  return runClick(chat.server.web, { ...user, allowedBy: [], channel, ts, action, value: value ?? own });
}

async function stateOf(chat: ChatServer, id: string) {
  const [row] = await chat.server.web.db.query<{ state: string; votes: string[] }>(sql`
    SELECT q.state, (SELECT coalesce(array_agg(v.verdict || ' by ' || p.subject || ' in ' || v.channel ORDER BY v.at), '{}')
      FROM votes v JOIN principals p ON p.id = v.principal_id WHERE v.request_id = q.id) AS votes
    FROM requests q WHERE q.id = ${id}`);
  return row;
}

async function asked(change: Parameters<ChatServer["server"]["submit"]>[1] = {}, linked: PersonaName[] = ["priya"]) {
  const chat = await openChatServer();
  for (const name of linked) await chat.link(name);
  const request = await chat.server.submit("dana", change);
  expect(request.state).toBe("pending_approval");
  await chat.deliver(request.id);
  return { chat, request };
}

test("an approver approves by one click where the matrix allows it, and the message says so afterwards", async () => {
  const { chat, request } = await asked();
  const message = lastTo(chat, "priya");
  expect(labelsOf(message)).toEqual(["Approve", "Reject", "Open in portal"]);
  expect(JSON.stringify(message.blocks)).toContain(request.digest);
  await press(chat, message, { action: "approve", as: "priya" });
  expect(await stateOf(chat, request.id)).toEqual({ state: "approved", votes: ["approve by priya in chat"] });
  expect(await chat.refresh()).toBe(1);
  const edited = lastTo(chat, "priya");
  expect(labelsOf(edited)).toEqual(["Open in portal"]);
  expect(JSON.stringify(edited.blocks)).toMatch(/Approved by Priya Raman at \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  expect(await chat.refresh()).toBe(0);
});

test("a button carries the request and its digest, and nothing more", async () => {
  const { chat, request } = await asked();
  const values = buttonsOf(lastTo(chat, "priya")).map(({ value, url }) => value ?? url);
  expect(values).toEqual([
    `${request.id}|${request.digest}`,
    `${request.id}|${request.digest}`,
    `${chat.server.web.settings.LATCHKEY_PUBLIC_URL}/requests/${request.id}`,
  ]);
});

test("for everything else the message leads to the portal, and a forged click records nothing and says why", async () => {
  const { chat, request } = await asked({ environment: "production" });
  const message = lastTo(chat, "priya");
  expect(labelsOf(message)).toEqual(["Review and decide in portal"]);
  await press(chat, message, { action: "approve", as: "priya", value: `${request.id}|${request.digest}` });
  expect(await stateOf(chat, request.id)).toEqual({ state: "pending_approval", votes: [] });
  await chat.refresh();
  expect(JSON.stringify(lastTo(chat, "priya").blocks)).toContain("This is decided in the portal");
  const actor = { ...(await chat.server.actor("priya")), channel: "chat" as const };
  const vote = { id: request.id, verdict: "approve" as const, comment: "", digest: request.digest };
  await expect(decideRequest(chat.server.web, actor, vote)).rejects.toMatchObject({ code: "portal_only" });
});

test.each([
  ["their own request", "dana", "own request"],
  ["a stage of others", "noor", "no such request"],
  ["a stage of others, in the same team", "lee", "Only members of platform"],
] as const)("nobody approves %s in chat", async (_, who, words) => {
  const { chat, request } = await asked({}, ["priya", who]);
  const message = lastTo(chat, "priya");
  await press(chat, message, { action: "approve", as: who });
  expect((await stateOf(chat, request.id))?.votes).toEqual([]);
  await chat.refresh();
  const note = JSON.stringify(lastTo(chat, "priya").blocks);
  expect(note).toContain(words);
  // It still waits for who was asked.
  expect(labelsOf(lastTo(chat, "priya"))).toContain("Approve");
});

test.each([
  ["another digest", (id: string) => `${id}|sha256:${"0".repeat(64)}`, "changed after you opened it"],
  ["no digest", (id: string) => id, "not known any more"],
  ["a request that is not there", () => `req_${"0".repeat(26)}|sha256:${"0".repeat(64)}`, "no such request"],
])("a click with %s records nothing", async (_, value, words) => {
  const { chat, request } = await asked();
  await press(chat, lastTo(chat, "priya"), { action: "approve", as: "priya", value: value(request.id) });
  expect((await stateOf(chat, request.id))?.votes).toEqual([]);
  await chat.refresh();
  expect(JSON.stringify(lastTo(chat, "priya").blocks)).toContain(words);
});

test("a role that was lost, a link that ended and a disabled account bite at the next click", async () => {
  const { chat, request } = await asked({}, ["priya", "omar"]);
  const click = () => press(chat, lastTo(chat, "priya"), { action: "approve", as: "priya" });
  const { principalId } = await chat.server.actor("priya");
  const { db } = chat.server.web;
  await db.query(sql`UPDATE principals SET groups = '{}' WHERE id = ${principalId}`);
  await click();
  await db.query(sql`UPDATE principals SET groups = '{platform}', disabled_at = now() WHERE id = ${principalId}`);
  await click();
  await db.query(sql`UPDATE principals SET disabled_at = NULL WHERE id = ${principalId}`);
  await db.query(sql`UPDATE principals SET claims_at = now() - interval '8 days' WHERE id = ${principalId}`);
  await click();
  await db.query(sql`UPDATE principals SET claims_at = now() WHERE id = ${principalId}`);
  await db.query(sql`DELETE FROM chat_links WHERE principal_id = ${principalId}`);
  await click();
  expect(await stateOf(chat, request.id)).toEqual({ state: "pending_approval", votes: [] });
});

test("of two who click at the same instant one counts, and both messages say who", async () => {
  const { chat, request } = await asked({}, ["priya", "omar"]);
  const deciders = ["priya", "omar"] as const;
  await Promise.all(deciders.map((as) => press(chat, lastTo(chat, as), { action: "approve", as })));
  const state = await stateOf(chat, request.id);
  expect(state?.votes).toHaveLength(1);
  await chat.refresh();
  for (const as of deciders) {
    expect(labelsOf(lastTo(chat, as))).toEqual(["Open in portal"]);
    expect(JSON.stringify(lastTo(chat, as).blocks)).toMatch(/Approved by (Priya|Omar)/);
  }
});

test("what was decided elsewhere takes the buttons away, and so does a withdrawal", async () => {
  const { chat, request } = await asked();
  const { id, digest } = request;
  await decideRequest(chat.server.web, await chat.server.actor("omar"), {
    id,
    digest,
    verdict: "reject",
    comment: "No.",
  });
  await chat.refresh();
  expect(JSON.stringify(lastTo(chat, "priya").blocks)).toContain("Rejected by Omar");
  expect(labelsOf(lastTo(chat, "priya"))).toEqual(["Open in portal"]);
  const other = await chat.server.submit("dana");
  await chat.deliver(other.id);
  await withdrawRequest(chat.server.web, await chat.server.actor("dana"), { id: other.id });
  await chat.refresh();
  expect(JSON.stringify(lastTo(chat, "priya").blocks)).toContain("Withdrawn.");
});

test("only linked people hear anything in chat; everybody else has their mail", async () => {
  const { chat } = await asked({}, ["priya"]);
  expect(chat.slack.messagesTo(chat.chatUserOf("omar"))).toEqual([]);
  const rows = await chat.server.web.db.query<{ subject: string; channel: string; state: string }>(sql`
    SELECT p.subject, d.channel, d.state FROM deliveries d JOIN notifications n ON n.id = d.notification_id
      JOIN principals p ON p.id = n.recipient_id WHERE n.template = 'approval.requested' ORDER BY 1, 2`);
  expect(rows.filter(({ state }) => state === "sent").map(({ subject, channel }) => `${subject} ${channel}`)).toEqual([
    "omar email",
    "priya email",
    "priya slack",
  ]);
  expect(chat.slack.refusals).toEqual([]);
});

test("no payload of a whole story holds a credential, and the token is in none", async () => {
  const { chat, request } = await asked({}, ["priya", "dana"]);
  // The scan's canaries come from what the test server seals.
  await press(chat, lastTo(chat, "priya"), { action: "approve", as: "priya" });
  await chat.server.build(request.id);
  await chat.refresh();
  await chat.deliver();
  const told = chat.slack.messagesTo(chat.chatUserOf("dana")).map(({ text }) => text.split(":")[0]);
  expect(told).toEqual(expect.arrayContaining(["Approved", "Ready"]));
  expect(chat.payloads.length).toBeGreaterThan(4);
  expect(chat.payloads.filter((payload) => payload.includes(chat.slack.botToken))).toEqual([]);
  process.stdout.write(`chat | 0 credentials in ${chat.payloads.length} payloads of a story\n`);
});
