import { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /chat-link/end`: from the next call on, that chat user is nobody here. */
export const endChatLinkRoute = {
  id: "endChatLink",
  method: "POST",
  base: "api",
  path: "/chat-link/end",
  summary: "Unlink your chat user",
  description: "Without a link it changes nothing.",
  tag: "Chat",
  scope: "requests:write",
  params: null,
  query: z.strictObject({}),
  body: z.strictObject({}),
  headers: [],
  answer: { status: 204, description: "There is no link any more.", mediaType: null, schema: z.null() },
  errors: [],
} as const satisfies RouteContract;
