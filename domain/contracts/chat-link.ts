import { z } from "zod";

/** A chat user and the person they are linked to are one; this is how the person sees it. */
export const chatLinkSchema = z.object({
  workspaceId: z.string(),
  chatUserId: z.string(),
  workspaceName: z.string().meta({ description: "As the chat called both when the link was made." }),
  chatName: z.string(),
  linkedAt: z.iso.datetime(),
});
export type ChatLinkView = z.infer<typeof chatLinkSchema>;

/** Body of `POST /chat-link`: the code of the link that `/latchkey link` gave. */
export const confirmChatLinkBodySchema = z.strictObject({
  code: z.string().max(100).meta({ description: "As `/latchkey link` gave it." }),
});
