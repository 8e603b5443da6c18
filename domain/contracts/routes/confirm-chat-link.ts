import { z } from "zod";
import { chatLinkSchema, confirmChatLinkBodySchema } from "#domain/contracts/chat-link.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /chat-link`: links the chat user who asked for the code to the person who is signed in. */
export const confirmChatLinkRoute = {
  id: "confirmChatLink",
  method: "POST",
  base: "api",
  path: "/chat-link",
  summary: "Link a chat user to yourself",
  description: "For a person in a browser session alone: no token says who somebody is in chat.",
  tag: "Chat",
  scope: "requests:write",
  params: null,
  query: z.strictObject({}),
  body: confirmChatLinkBodySchema,
  headers: [],
  answer: { status: 200, description: "The link.", mediaType: "application/json", schema: chatLinkSchema },
  errors: ["forbidden", "gone", "limit_reached"],
} as const satisfies RouteContract;
