import type { Actor } from "#domain/access/actor.ts";
import type { CommandCall } from "#domain/chat/chat-call.ts";
import { chatReply, linkButton, type ChatReply } from "#domain/chat/chat-reply.ts";
import { parseCommand, requestUsage, type ChatCommand } from "#domain/chat/parse-command.ts";
import { askInChat } from "#server/chat/ask-in-chat.ts";
import { endChatLink } from "#server/chat/end-chat-link.ts";
import { findChatActor } from "#server/chat/find-chat-actor.ts";
import { startChatLink, linkMinutes } from "#server/chat/start-chat-link.ts";
import { tellStatus } from "#server/chat/tell-status.ts";
import { tellWaiting } from "#server/chat/tell-waiting.ts";
import type { ServerContext } from "#server/context.ts";

/** One command, and a key under which whatever it files is filed once. */
interface CommandInput {
  readonly call: CommandCall;
  readonly idempotencyKey: string;
}

/**
 * Does what somebody asks for in chat and says what became of it, to them alone.
 *
 * Who is linked to nobody gets a link and the list of commands, and nothing else.
 * @throws what the use cases throw
 */
export async function runCommand(ctx: ServerContext, { call, idempotencyKey }: CommandInput): Promise<ChatReply> {
  const command = parseCommand(call.text);
  if (command.kind === "link") return offerLink(ctx, call);
  if (command.kind === "help") return help(ctx);
  if (command.kind === "unclear") return chatReply([command.reason]);
  const speaker = await findChatActor(ctx, call);
  switch (speaker.kind) {
    case "unlinked":
      return chatReply(["You are not linked to anybody in Latchkey yet. Type /latchkey link first."]);
    case "sign_in":
      return signInFirst(ctx);
    case "linked":
      return perform(ctx, speaker.actor, { command, idempotencyKey });
  }
}

type LinkedCommand = Exclude<ChatCommand, { kind: "link" | "help" | "unclear" }>;

async function perform(
  ctx: ServerContext,
  actor: Actor,
  { command, idempotencyKey }: { readonly command: LinkedCommand; readonly idempotencyKey: string },
): Promise<ChatReply> {
  switch (command.kind) {
    case "request":
      return askInChat(ctx, actor, { asked: command.asked, idempotencyKey });
    case "status":
      return tellStatus(ctx, actor, command.wanted);
    case "approvals":
      return tellWaiting(ctx, actor);
    case "form":
      return chatReply(
        [`Type it in one line: ${requestUsage}`, "Or fill in the form, which shows the decision as you type."],
        [linkButton("Open the catalog", ctx.settings.LATCHKEY_PUBLIC_URL)],
      );
    case "unlink":
      await endChatLink(ctx, actor);
      return chatReply(["You are linked to nobody any more."]);
  }
}

async function offerLink(ctx: ServerContext, call: CommandCall): Promise<ChatReply> {
  const url = await startChatLink(ctx, call);
  return chatReply(
    [`Sign in and confirm that this is you. The link is for you alone, works once and for ${linkMinutes} minutes.`],
    [linkButton("Link me in the portal", url)],
  );
}

function help(ctx: ServerContext): ChatReply {
  return chatReply(
    [
      requestUsage,
      "/latchkey status [ID or NAME] – what became of your requests",
      "/latchkey approvals – what waits for your decision",
      "/latchkey link, /latchkey unlink – who you are in Latchkey",
      "Credentials are never sent to chat: who may open them gets a link to the page that opens them once.",
    ],
    [linkButton("Open Latchkey", ctx.settings.LATCHKEY_PUBLIC_URL)],
  );
}

/** Says that the person has not signed in for too long to be believed in chat. */
function signInFirst(ctx: ServerContext): ChatReply {
  return chatReply(
    ["You have not signed in to Latchkey for a while. Sign in once, then try again."],
    [linkButton("Sign in", ctx.settings.LATCHKEY_PUBLIC_URL)],
  );
}
