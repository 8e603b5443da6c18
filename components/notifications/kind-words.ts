import type { ChannelId } from "#domain/contracts/notification.ts";
import type { MessageKind } from "#domain/notifications/message-templates.ts";

/** How each kind of message is named and explained. */
export const kindWords = {
  approvals: { label: "Decisions", detail: "Requests that wait for you to decide, and reminders of them." },
  requests: { label: "My requests", detail: "What becomes of what you asked for, at every step." },
  credentials: { label: "Credentials", detail: "What is ready for you, and what must be rotated or restored." },
  operations: { label: "Operations", detail: "For the platform team: back ends and runs that need somebody." },
  security: { label: "Security alarms", detail: "Somebody may be acting in your name. These cannot be switched off." },
} as const satisfies Record<MessageKind, { readonly label: string; readonly detail: string }>;

/** How each channel is named. */
export const channelWords = { email: "E-mail", slack: "Slack" } as const satisfies Record<ChannelId, string>;
