import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openSlackClient } from "#server/adapters/slack/open-slack-client.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { refreshMessages } from "#server/chat/refresh-messages.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { deliverDue } from "#server/notifications/deliver-due.ts";
import { openChannels } from "#server/notifications/open-channels.ts";
import { routeNotification } from "#server/notifications/route-notification.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { scanOutbound } from "#tests/harness/outbound-scan.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";
import { startSlackDouble, type SlackDouble } from "#tests/slack-double/start-slack-double.ts";

/** A test server whose worker posts to a double, and what its loops would do, step by step. */
export interface ChatServer {
  readonly server: TestServer;
  readonly slack: SlackDouble;
  /** Every payload that the double received. */
  readonly payloads: readonly string[];
  chatUserOf(name: PersonaName): string;
  link(name: PersonaName): Promise<void>;
  /** Asks who may decide, routes every message that waits, and sends what is due. */
  deliver(requestId?: string): Promise<void>;
  /** Edits what is due to be edited; gives how many. */
  refresh(): Promise<number>;
}

const people = ["dana", "lee", "noor", "priya", "omar"] as const satisfies readonly PersonaName[];
const chatUserOf = (name: PersonaName) => `U0${name.toUpperCase()}`;

/**
 * Opens it on a catalog where internal data in dev wants an approval that chat may give; the personas have signed in,
 * and nobody is linked yet. Every payload is searched for credentials.
 */
export async function openChatServer(): Promise<ChatServer> {
  const payloads: string[] = [];
  const slack = await startSlackDouble({
    users: people.map(chatUserOf),
    receive: (payload) => {
      payloads.push(payload);
      return scanOutbound("slack", payload);
    },
  });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  const server = await openTestServer({
    CATALOG_DIR: await catalogThatAsks(),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_TEAM_IDS: slack.teamId,
  });
  await Promise.all(people.map((name) => server.actor(name)));
  const { ctx } = server.worker;
  const channels = openChannels(ctx);
  const client = openSlackClient(ctx.settings);
  if (client === null) throw new Error("the worker has no way to chat");
  return {
    server,
    slack,
    payloads,
    chatUserOf,
    async link(name) {
      const { principalId } = await server.actor(name);
      await server.web.db.query(sql`
        INSERT INTO chat_links (workspace_id, chat_user_id, principal_id, workspace_name, chat_name)
        VALUES (${slack.teamId}, ${chatUserOf(name)}, ${principalId}, 'example', ${name})`);
    },
    async deliver(requestId) {
      if (requestId !== undefined) await askApprovers(ctx, requestId);
      const waiting = await ctx.db.query<{ id: string }>(
        sql`SELECT id FROM notifications WHERE sent_at IS NULL ORDER BY id`,
      );
      for (const { id } of waiting) await routeNotification(ctx.db, channels, id);
      for (const channel of channels) while ((await deliverDue(ctx, channel)) > 0);
    },
    refresh: () => refreshMessages(ctx, client),
  };
}

async function catalogThatAsks(): Promise<string> {
  const dir = await copyCatalog({ packs: [] });
  const file = join(dir, "matrices/data-stores.yaml");
  const text = await readFile(file, "utf8");
  const granted = "internal: { outcome: auto, decideInChat: true }";
  const asked = "internal: { outcome: needs_approval, approval: [{ groups: [platform] }], decideInChat: true }";
  if (!text.includes(granted)) throw new Error(`${file} does not say ${granted}`);
  await writeFile(file, text.replace(granted, asked));
  return dir;
}
