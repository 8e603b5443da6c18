import pg from "pg";
import { expect, test } from "vitest";
import type { NamedChatUser } from "#domain/chat/chat-user.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { confirmChatLink } from "#server/chat/confirm-chat-link.ts";
import { endChatLink } from "#server/chat/end-chat-link.ts";
import { findChatActor } from "#server/chat/find-chat-actor.ts";
import { runCommand } from "#server/chat/run-command.ts";
import { showChatLink } from "#server/chat/show-chat-link.ts";
import { showLinkOffer } from "#server/chat/show-link-offer.ts";
import { startChatLink } from "#server/chat/start-chat-link.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

const user: NamedChatUser = {
  workspaceId: "T0DOUBLE1",
  chatUserId: "U0DANA",
  workspaceName: "example",
  chatName: "dana.o",
};
const other: NamedChatUser = { ...user, chatUserId: "U0OTHER", chatName: "other" };

const codeOf = (url: string) => new URL(url).searchParams.get("code") ?? "";
const newCode = async ({ web }: TestServer, who = user) => codeOf(await startChatLink(web, who));

/** What no process may do: let time pass. */
async function asOwner({ ledger }: TestServer, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: ledger.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function speaker({ web }: TestServer, who = user) {
  const found = await findChatActor(web, who);
  return found.kind === "linked" ? found.actor.subject : found.kind;
}

test("a link says who it is for, changes nothing until it is confirmed, and links once", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  const code = await newCode(server);
  expect(code).toMatch(/^[\w-]{43}$/);
  for (let look = 0; look < 3; look += 1) expect(await showLinkOffer(server.web, code)).toEqual(user);
  expect(await speaker(server)).toBe("unlinked");
  expect(await confirmChatLink(server.web, dana, code)).toMatchObject(user);
  expect(await speaker(server)).toBe("dana");
  expect(await showLinkOffer(server.web, code)).toBeNull();
  await expect(confirmChatLink(server.web, dana, code)).rejects.toMatchObject({ code: "gone" });
});

test("of many who confirm one link at once, one is linked", async () => {
  const server = await openTestServer();
  const people = await Promise.all((["dana", "noor", "lee", "priya"] as const).map((name) => server.actor(name)));
  const code = await newCode(server);
  const tries = await Promise.allSettled(
    [...people, ...people].map((actor) => confirmChatLink(server.web, actor, code)),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const [row] = await server.web.db.query<{ links: number }>(sql`SELECT count(*)::int AS links FROM chat_links`);
  expect(row?.links).toBe(1);
});

test("the ledger keeps no code, and forgets one after ten minutes or when a newer is asked for", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  const first = await newCode(server);
  const rows = await server.web.db.query<{ all: string }>(sql`SELECT c::text AS all FROM chat_link_codes c`);
  expect(JSON.stringify(rows)).not.toContain(first);
  expect(JSON.stringify(rows)).not.toContain(Buffer.from(first).toString("hex"));
  const second = await newCode(server);
  await expect(confirmChatLink(server.web, dana, first)).rejects.toMatchObject({ code: "gone" });
  await asOwner(server, "UPDATE chat_link_codes SET expires_at = now() - interval '1 second'");
  await expect(confirmChatLink(server.web, dana, second)).rejects.toMatchObject({ code: "gone" });
  for (const code of ["", "x", "x".repeat(43), "__proto__"]) {
    expect(await showLinkOffer(server.web, code)).toBeNull();
    await expect(confirmChatLink(server.web, dana, code)).rejects.toMatchObject({ code: "gone" });
  }
});

test("a chat user is one person's, and a person has one chat user", async () => {
  const server = await openTestServer();
  const [dana, noor] = [await server.actor("dana"), await server.actor("noor")];
  await confirmChatLink(server.web, dana, await newCode(server));
  await expect(confirmChatLink(server.web, noor, await newCode(server))).rejects.toMatchObject({
    code: "limit_reached",
  });
  expect(await speaker(server)).toBe("dana");
  await confirmChatLink(server.web, dana, await newCode(server, other));
  expect([await speaker(server), await speaker(server, other)]).toEqual(["unlinked", "dana"]);
  expect(await endChatLink(server.web, dana)).toBe(true);
  expect(await endChatLink(server.web, dana)).toBe(false);
  expect([await speaker(server, other), await showChatLink(server.web, dana)]).toEqual(["unlinked", null]);
});

test.each(["api", "cli", "chat"] as const)(
  "nobody links by %s: only a person in a browser session does",
  async (channel) => {
    const server = await openTestServer();
    const actor = { ...(await server.actor("dana")), channel };
    const code = await newCode(server);
    await expect(confirmChatLink(server.web, actor, code)).rejects.toMatchObject({ code: "forbidden" });
    expect(await showLinkOffer(server.web, code)).not.toBeNull();
  },
);

test("linking and unlinking are on record, and the person is told", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  await confirmChatLink(server.web, dana, await newCode(server));
  await endChatLink(server.web, dana);
  const events = await server.worker.ctx.db.query<{ action: string }>(sql`
    SELECT text::jsonb ->> 'action' AS action FROM audit_events
    WHERE stream = ${`principal:${dana.principalId}`} AND text::jsonb ->> 'action' LIKE 'chat.%' ORDER BY seq`);
  expect(events.map(({ action }) => action)).toEqual(["chat.linked", "chat.unlinked"]);
  const told = await server.worker.ctx.db.query<{ recipient: string }>(sql`
    SELECT recipient_id AS recipient FROM notifications WHERE template = 'chat.linked'`);
  expect(told).toEqual([{ recipient: dana.principalId }]);
});

test("somebody who has the e-mail address of a person as their name in chat is nobody here", async () => {
  const server = await openTestServer();
  await server.actor("dana");
  const call = { ...user, chatName: "dana@latchkey.test", allowedBy: [], text: "status" };
  const reply = await runCommand(server.web, { call, idempotencyKey: "chat-x" });
  expect(reply.text).toContain("not linked");
});
