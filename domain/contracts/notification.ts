import { z } from "zod";
import { personSchema } from "#domain/contracts/request.ts";
import { messageKinds } from "#domain/notifications/message-templates.ts";

/** Ways to reach people outside the portal. */
export const channelIds = ["email", "slack"] as const;
export type ChannelId = (typeof channelIds)[number];

/** What can become of a message in one channel. */
export const deliveryStates = ["pending", "sent", "failed", "skipped"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One message in somebody's inbox, in the words of every other channel. */
export const notificationSchema = z.object({
  id: z.string(),
  kind: z.enum(messageKinds),
  template: z.string(),
  subject: z.string(),
  lines: z.array(z.string()),
  link: z.string().meta({ description: "The page it is about; opening it changes nothing." }),
  extends: z.string().nullable().meta({
    description:
      "The thing that one click extends, of a message that says that its end is near; null: it is another message, or its end is another by now.",
  }),
  needsMe: z.boolean().meta({ description: "Whether it asks something of who reads it that is not done yet." }),
  settled: z
    .string()
    .nullable()
    .meta({ description: "Of what it asked for and no longer does: how that ended, in a sentence." }),
  readAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type NotificationView = z.infer<typeof notificationSchema>;

const listPart = {
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
};

/** Filters of the inbox. */
export const notificationListQuerySchema = z.strictObject({
  only: z.enum(["needs_me", "unread"]).optional().meta({
    description: "`needs_me`: what asks something of you that is not done. `unread`: what you have not read.",
  }),
  ...listPart,
});
export type NotificationListQuery = z.infer<typeof notificationListQuerySchema>;

/** One page of an inbox, the newest first. */
export const notificationListSchema = z.object({
  items: z.array(notificationSchema),
  nextCursor: z.string().nullable(),
});
export type NotificationList = z.infer<typeof notificationListSchema>;

/** How much of an inbox is unread, counted up to 100. */
export const unreadCountSchema = z.object({ unread: z.number().int() });

/** Whether somebody hears of one kind of message through one channel. */
const notificationChoiceSchema = z.object({
  kind: z.enum(messageKinds),
  channel: z.enum(channelIds),
  wanted: z.boolean(),
  isFixed: z.boolean().meta({ description: "Whether it cannot be switched off." }),
});
export type NotificationChoice = z.infer<typeof notificationChoiceSchema>;

/** Every choice of one person. */
export const notificationChoicesSchema = z.object({ items: z.array(notificationChoiceSchema) });

/** Body of `POST /notifications/choices`. Security alarms are no choice. */
export const chooseBodySchema = z.strictObject({
  kind: z.enum(messageKinds).exclude(["security"]).meta({ description: "Kind of message." }),
  channel: z.enum(channelIds).meta({ description: "Way out of the portal." }),
  wanted: z.boolean().meta({ description: "Whether it is sent." }),
});
export type ChooseBody = z.infer<typeof chooseBodySchema>;

/** What became of one message in one channel. */
export const deliverySchema = z.object({
  notification: z.string(),
  channel: z.enum(channelIds),
  recipient: personSchema,
  subject: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number().int(),
  reason: z.string().nullable().meta({ description: "Why it was left out, or what went wrong last." }),
  nextAt: z.iso.datetime().nullable().meta({ description: "When it is tried next; null unless it is pending." }),
  sentAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type DeliveryView = z.infer<typeof deliverySchema>;

/** Filters of the log of deliveries. */
export const deliveryListQuerySchema = z.strictObject({
  state: z.enum(deliveryStates).optional(),
  channel: z.enum(channelIds).optional(),
  ...listPart,
});
export type DeliveryListQuery = z.infer<typeof deliveryListQuerySchema>;

/** One page of deliveries, the newest first. */
export const deliveryListSchema = z.object({ items: z.array(deliverySchema), nextCursor: z.string().nullable() });
export type DeliveryList = z.infer<typeof deliveryListSchema>;

/** Body of `POST /deliveries/resend`. */
export const resendBodySchema = z.strictObject({
  notification: z
    .string()
    .regex(/^ntf_[0-9a-z]{1,40}$/)
    .meta({ description: "Id of the message." }),
  channel: z.enum(channelIds).meta({ description: "Channel in which it failed." }),
});
export type ResendBody = z.infer<typeof resendBodySchema>;
