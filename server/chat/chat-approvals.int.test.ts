import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { runClick } from "#server/chat/run-click.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { openChatServer, type ChatServer } from "#tests/slack-double/open-chat-server.ts";
import type { PostedMessage, SlackTrouble } from "#tests/slack-double/start-slack-double.ts";
import type { PersonaName } from "#tests/harness/test-server.ts";

type Button = Extract<PostedMessage["blocks"][number], { type: "actions" }>["elements"][number];

const buttonsOf = ({ blocks }: PostedMessage): readonly Button[] =>
  blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));

const labels = (message: PostedMessage) => buttonsOf(message).map(({ text }) => text.text);

function lastTo(chat: ChatServer, name: PersonaName): PostedMessage {
  const message = chat.slack.messagesTo(chat.chatUserOf(name)).at(-1);
  if (message === undefined) throw new Error(`${name} was told nothing`);
  return message;
}

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
  expect(labels(message)).toEqual(["Approve", "Reject", "Open in portal"]);
  expect(JSON.stringify(message.blocks)).toContain(request.digest);
  await press(chat, message, { action: "approve", as: "priya" });
  expect(await stateOf(chat, request.id)).toEqual({ state: "approved", votes: ["approve by priya in chat"] });
  expect(await chat.refresh()).toBe(1);
  const edited = lastTo(chat, "priya");
  expect(labels(edited)).toEqual(["Open in portal"]);
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
  expect(labels(message)).toEqual(["Review and decide in portal"]);
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
  expect(labels(lastTo(chat, "priya"))).toContain("Approve");
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
    expect(labels(lastTo(chat, as))).toEqual(["Open in portal"]);
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
  expect(labels(lastTo(chat, "priya"))).toEqual(["Open in portal"]);
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

const troubles: readonly SlackTrouble[] = ["down", "broken", "internal_error", "nonsense", "limited"];

test.for(troubles)(
  "while chat is out (%s) no transition waits, and the message arrives once when it is back",
  async (trouble) => {
    const chat = await openChatServer();
    await chat.link("priya");
    chat.slack.trouble = trouble;
    const request = await chat.server.submit("dana");
    await chat.deliver(request.id);
    const { id, digest } = request;
    const { db } = chat.server.worker.ctx;
    const [delivery] = await db.query<{ state: string; seconds: number }>(sql`
    SELECT state, extract(epoch FROM next_at - clock_timestamp())::float8 AS seconds FROM deliveries
    WHERE channel = 'slack' AND state <> 'skipped'`);
    expect(delivery?.state).toBe("pending");
    // What chat says about when to come back is kept.
    if (trouble === "limited") expect(delivery?.seconds).toBeGreaterThan(6);
    chat.slack.trouble = "none";
    await db.query(sql`UPDATE deliveries SET next_at = clock_timestamp() WHERE state = 'pending'`);
    await chat.deliver();
    expect(chat.slack.messagesTo(chat.chatUserOf("priya"))).toHaveLength(1);
    chat.slack.trouble = trouble;
    await decideRequest(chat.server.web, await chat.server.actor("omar"), {
      id,
      digest,
      verdict: "approve",
      comment: "",
    });
    expect((await stateOf(chat, id))?.state).toBe("approved");
    expect(await chat.refresh()).toBe(1);
    expect(await chat.refresh()).toBe(0);
    chat.slack.trouble = "none";
    await db.query(sql`UPDATE chat_messages SET due_at = clock_timestamp()`);
    expect(await chat.refresh()).toBe(1);
    expect(labels(lastTo(chat, "priya"))).toEqual(["Open in portal"]);
  },
);

/** What people would try who want to mention everybody, or to dress a link up as something else. */
const hostile = [
  "<!channel> <!here> <!everyone> <@U0PRIYA> <#C01>",
  "<https://evil.test|Open in portal> *bold* _it_ ~x~ `code`",
  "&lt;!channel&gt; @channel @here :tada:",
  "a\u202eb\u0000c\u2028d<script>alert(1)</script>",
  "<!subteam^S01|team>".repeat(20),
];

test.for(hostile)("N34: %j in a purpose mentions nobody and links nowhere", async (purpose) => {
  const { chat } = await asked({ purpose: purpose.replaceAll("\u0000", "") });
  const message = lastTo(chat, "priya");
  expect(message.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
  expect(JSON.stringify(message.blocks)).not.toContain("mrkdwn");
  expect(JSON.stringify(message.blocks)).not.toMatch(/[\u202e\u2028]/);
  const posted = chat.payloads.map((payload) => new URLSearchParams(payload.slice(payload.indexOf("\n") + 1)));
  const post = posted.find((args) => args.has("text"));
  expect([post?.get("parse"), post?.get("link_names"), post?.get("unfurl_links"), post?.get("unfurl_media")]).toEqual([
    "none",
    "false",
    "false",
    "false",
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
  expect(lastTo(chat, "dana").text).toContain("Ready");
  expect(chat.payloads.length).toBeGreaterThan(4);
  expect(chat.payloads.filter((payload) => payload.includes(chat.slack.botToken))).toEqual([]);
  process.stdout.write(`chat | 0 credentials in ${chat.payloads.length} payloads of a story\n`);
});
