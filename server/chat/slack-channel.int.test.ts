import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { openChatServer } from "#tests/slack-double/open-chat-server.ts";
import { labelsOf, lastTo } from "#tests/slack-double/read-message.ts";
import type { SlackTrouble } from "#tests/slack-double/start-slack-double.ts";

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
    await db.query(sql`UPDATE deliveries SET next_at = clock_timestamp() - interval '1 s' WHERE state = 'pending'`);
    await chat.deliver();
    expect(chat.slack.messagesTo(chat.chatUserOf("priya"))).toHaveLength(1);
    chat.slack.trouble = trouble;
    await decideRequest(chat.server.web, await chat.server.actor("omar"), {
      id,
      digest,
      verdict: "approve",
      comment: "",
    });
    expect(await chat.server.worker.ctx.db.query(sql`SELECT state FROM requests WHERE id = ${id}`)).toEqual([
      { state: "approved" },
    ]);
    expect(await chat.refresh()).toBe(1);
    expect(await chat.refresh()).toBe(0);
    chat.slack.trouble = "none";
    await db.query(sql`UPDATE chat_messages SET due_at = clock_timestamp() - interval '1 s'`);
    expect(await chat.refresh()).toBe(1);
    expect(labelsOf(lastTo(chat, "priya"))).toEqual(["Open in portal"]);
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
  const chat = await openChatServer();
  await chat.link("priya");
  const request = await chat.server.submit("dana", { purpose: purpose.replaceAll("\u0000", "") });
  await chat.deliver(request.id);
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
