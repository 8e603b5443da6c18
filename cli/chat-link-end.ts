import { actionCommand } from "#cli/action-command.ts";
import { endChatLinkRoute } from "#domain/contracts/routes/end-chat-link.ts";

/** `latchkey chat-link end`: the caller's chat user is nobody here from now on. */
export const chatLinkEnd = actionCommand({
  name: "chat-link end",
  about: "Unlink your chat user.",
  route: endChatLinkRoute,
  say: () => "No chat user is linked to you any more.\n",
  notes: ["A new link is made in the browser alone. Exit code 0."],
});
