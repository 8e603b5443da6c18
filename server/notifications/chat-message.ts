import type { MessageDraft } from "#server/notifications/notification-channel.ts";

/** Writes what somebody is told who was linked to a chat user; null for any other message. */
export function draftChatMessage(
  template: string,
  { chatUser = "a chat user", workspace = "a workspace" }: Readonly<Record<string, string>>,
): MessageDraft | null {
  if (template !== "chat.linked") return null;
  return {
    subject: `Linked to chat: ${chatUser} in ${workspace}`,
    lines: [
      `${chatUser} in ${workspace} now speaks for you: they can ask for things and decide on requests as you.`,
      "If that was not you, unlink them at once, here:",
    ],
  };
}
