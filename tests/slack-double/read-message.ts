import type { PersonaName } from "#tests/harness/test-server.ts";
import type { ChatServer } from "#tests/slack-double/open-chat-server.ts";
import type { PostedMessage } from "#tests/slack-double/start-slack-double.ts";

type Button = Extract<PostedMessage["blocks"][number], { type: "actions" }>["elements"][number];

/** The buttons of a message, in order. */
export function buttonsOf({ blocks }: PostedMessage): readonly Button[] {
  return blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
}

/** What is written on them. */
export function labelsOf(message: PostedMessage): readonly string[] {
  return buttonsOf(message).map(({ text }) => text.text);
}

/** The newest message to somebody, as it stands now. */
export function lastTo(chat: ChatServer, name: PersonaName): PostedMessage {
  const message = chat.slack.messagesTo(chat.chatUserOf(name)).at(-1);
  if (message === undefined) throw new Error(`${name} was told nothing`);
  return message;
}
